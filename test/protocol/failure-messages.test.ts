/** Messages of the daemon in another language: with their figures, one within another, and the upstream's own words as they came. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sharedChinese } from '../../protocol/chinese.ts';
import { failureMessageIn } from '../../protocol/failure-messages.ts';
import { problemMessageIn } from '../../protocol/problem-messages.ts';
import { english, translator } from '../../protocol/translate.ts';

const chinese = translator(sharedChinese);

const said: readonly (readonly [string, string])[] = [
  [
    'track relay: its limit of 10 requests a minute is used up; free in 3.2 s',
    '通道 relay：每分钟 10 个请求的限额已用完；3.2 秒后可用',
  ],
  [
    'no target is available: track relay: its limit of 10 requests a minute is used up; free in 3.2 s; a@b failed too often; it is tried again in 27.0 s',
    '没有可用的目标：通道 relay：每分钟 10 个请求的限额已用完；3.2 秒后可用；a@b 失败过多，熔断器已断开；27.0 秒后重试',
  ],
  [
    'budget day (everything) allows $1.00 a day, of which $0.99 is used and $0.001 held for requests under way, and resets at 2026-11-24 00:00 (UTC): at gpt-4.1@relay this request may cost $0.10, and at most 120 output tokens would fit; at o3@relay this request may cost $0.90, and $0.009 would fit',
    '预算 day（全部）允许每天 $1.00，已用 $0.99，进行中的请求预留 $0.001，重置时间 2026-11-24 00:00 (UTC)：在 gpt-4.1@relay 此请求可能花费 $0.10，最多可容下 120 个输出 token；在 o3@relay 此请求可能花费 $0.90，可容下 $0.009',
  ],
  [
    'no target is available: budget ever (model o3) allows $1.00 in total, of which $1.00 is used, and never resets: at o3@relay what this request may cost is not known, since tracks.relay.models names no price for it; a@b failed too often; it is tried again in 27.0 s',
    '没有可用的目标：预算 ever（model o3）允许总计 $1.00，已用 $1.00，不会重置：在 o3@relay 无法知道此请求可能的费用，因为 tracks.relay.models 没有给出它的价格；a@b 失败过多，熔断器已断开；27.0 秒后重试',
  ],
  [
    'gpt@relay: 429 Too Many Requests. It asks to wait 3.5 s.',
    'gpt@relay：上游返回 429 Too Many Requests。它要求等待 3.5 s。',
  ],
  [
    'gpt@relay: 401 Unauthorized: Bad key at https://x.ai/keys. Check that the key is valid, belongs to this base URL, and has credit. (likewise gpt@b) (besides, b@c: overloaded, d@e: timed out)',
    'gpt@relay：上游返回 401 Unauthorized：“Bad key at https://x.ai/keys.”请检查密钥是否有效、是否属于此基础 URL、是否有余额。（gpt@b 同样）（此外，b@c：过载，d@e：超时）',
  ],
  [
    'gpt@relay: the answer was cut off. gpt@relay: connection reset at http://127.0.0.1:33/v1.',
    'gpt@relay：回答被截断。gpt@relay：http://127.0.0.1:33/v1 重置了连接。',
  ],
  [
    'no target of profile p can serve this request (a@b: its price is unknown, and the request may cost at most $1; c@d: it does not offer images)',
    '路由方案 p 中没有目标能处理此请求（a@b：其价格未知，而此请求最多可花 $1；c@d：它不具备 images）',
  ],
  ['gpt@relay: this machine has no network (no interface is up).', 'gpt@relay：本机没有网络（没有已启用的网络接口）。'],
  [
    'gpt@relay gave no complete answer within the 20000 ms its track allows',
    'gpt@relay 没有在其通道允许的 20000 毫秒内给出完整回答',
  ],
  ['gpt@relay sent no content within 20000 ms', 'gpt@relay 在 20000 毫秒内没有发回内容'],
  ['no complete answer within the deadline of 300000 ms', '在 300000 毫秒的截止时间内没有得到完整的回答'],
  ['track relay offers no model "x"; it can be named: a, b', '通道 relay 不提供模型“x”；可以使用：a, b'],
];

describe('messages of the daemon', () => {
  for (const [message, translation] of said) {
    it(`E7: “${message.slice(0, 60)}…” is said in Chinese, and unchanged in English`, () => {
      assert.equal(failureMessageIn(message, chinese), translation);
      assert.equal(failureMessageIn(message, english), message);
    });
  }

  it('E7: on a profile that is not there may hold what is wrong with a setting', () => {
    const message = 'profile must name a routing profile, got "zz" (tracks.a.limits must be an object, got 5)';
    assert.equal(
      failureMessageIn(message, chinese),
      'profile 必须是路由方案的名称，却得到“zz”（tracks.a.limits 必须是对象，却得到 5）',
    );
    assert.equal(failureMessageIn(message, english), message);
  });

  it('E7: that are not ours stay as they are', () => {
    for (const message of ['Something else broke: see https://example.com; bye.', 'a: b: c', '', 'fallback']) {
      assert.equal(failureMessageIn(message, chinese), message);
    }
  });

  it('E7: on settings name field, rule and value', () => {
    for (const [message, translation] of [
      [
        'tracks.relay.limits.requestsPerMinute must be a whole number above 0, got -5',
        'tracks.relay.limits.requestsPerMinute 必须是大于 0 的整数，却得到 -5',
      ],
      ['tracks.relay.model is not a known field', 'tracks.relay.model 不是已知的字段'],
      ['tracks.relay.baseUrl must be a text, but it is missing', 'tracks.relay.baseUrl 必须是文本，却没有给出'],
      [
        'gateway.port must be a free port, got 8080 (EADDRINUSE)',
        'gateway.port 必须是空闲的端口，却得到 8080 (EADDRINUSE)',
      ],
      ['the configuration must be an object, got []', '配置 必须是对象，却得到 []'],
      ['dualtrack.prompts.my own must be an object, got 5', 'dualtrack.prompts.my own 必须是对象，却得到 5'],
    ] as const) {
      assert.equal(problemMessageIn(message, chinese), translation);
      assert.equal(problemMessageIn(message, english), message);
    }
  });
});
