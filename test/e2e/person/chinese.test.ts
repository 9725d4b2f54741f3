/** A person whose editor speaks Simplified Chinese: commands, questions, answers' ends and the panel do, too. */
import { describe, it } from 'node:test';
import { asPerson, withSimulator } from './person.ts';

describe('a person who reads Chinese', () => {
  const upstream = withSimulator({ script: { afterwards: { type: 'status', status: 401 } } });
  const person = asPerson(() => ({
    language: 'zh-cn',
    configuration: {
      tracks: { relay: { provider: 'openai-compatible', baseUrl: upstream().url, models: { 'gpt-4.1': {} } } },
      profiles: {
        default: { strategy: 'priority', targets: ['gpt-4.1@sandbox'] },
        broken: { strategy: 'priority', targets: ['gpt-4.1@relay'] },
      },
      activeProfile: 'default',
    },
  }));

  it('E7: asks by a command of that name, and reads the end of the answer', async () => {
    const { window } = person;
    await window.tab('invoice.ts').click();
    await window.selectLines(17, 26);
    await window.runCommand('Dualtrack: 解释所选代码');
    await window.line(/解释这段代码/).waitFor();
    await window.line(/完整$/).waitFor();
    await window.statusBarItem(/（模拟）/).waitFor();
  });

  it('E7: sees the panel in Chinese', async () => {
    const { window } = person;
    await window.runCommand('Dualtrack: 显示花费与延迟');
    await window
      .webview()
      .getByText(/今天|今日/)
      .first()
      .waitFor();
    await window.screenshot('panel-chinese');
  });

  it('E7: reads the reasons for a route in Chinese', async () => {
    const { window } = person;
    const panel = window.webview();
    await panel.getByRole('listbox').getByRole('option').first().click();
    await panel.getByText('在路由方案中排第 1').waitFor();
  });

  it('E7: is told in Chinese why a request failed, and what helps', async () => {
    const { window } = person;
    await window.pickFrom(window.statusBarItem(/（模拟）/), 'broken');
    await window.statusBarItem(/broken · /).waitFor();
    await window.tab('invoice.ts').click();
    await window.selectLines(1, 6);
    await window.runCommand('Dualtrack: 审查所选代码');
    await window.notification(/gpt-4\.1@relay：上游返回 401 Unauthorized/).waitFor();
    await window.notification(/没有发送密钥：请为此通道设置 apiKey。/).waitFor();
    await window.line(/没有回答。.*上游返回 401 Unauthorized/).waitFor();
    await window.screenshot('failure-chinese');
  });
});
