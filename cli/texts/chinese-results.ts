/** What commands print, in Simplified Chinese: headings, lines, sentences. */

export const chineseResults: Readonly<Record<string, string>> = {
  '{0} {1}: {2}': '{0} {1}：{2}',
  '{0} at {1}': '{0}，位于 {1}',
  '{0} ({1})': '{0}（{1}）',
  '{0} to {1}': '{0} 至 {1}',
  '{0} ms': '{0} 毫秒',
  '{0} s': '{0} 秒',
  'warning: {0}': '警告：{0}',
  'For whoever helps; it holds no keys, prompts or answers:': '供协助者阅读；其中没有密钥、提问或回答：',
  'Sources:': '来源：',
  'the answer holds pictures or sound, which --media FOLDER would have saved':
    '回答包含图片或声音，用 --media FOLDER 可以保存',
  'saved {0}': '已保存 {0}',
  'note: {0}': '说明：{0}',

  'cost unknown': '费用未知',
  'tokens unknown': 'token 数未知',
  '{0} in, {1} out': '输入 {0}，输出 {1}',
  '{0} (list {1})': '{0}（标价 {1}）',
  '{0} simulated': '{0}（模拟）',
  '1 attempt': '1 次尝试',
  '{0} attempts': '{0} 次尝试',
  'stopped at its limit of output tokens': '在达到输出 token 上限时停止',
  'incomplete: {0}': '不完整：{0}',
  'the answer was cut': '回答被截断',

  '{0} over {1} targets': '{0}，{1} 个目标',
  '{0} (active)': '{0}（当前）',
  '{0}, process {1}, since {2}': '{0}，进程 {1}，自 {2} 起',
  nothing: '无',
  off: '关闭',

  '{0} (held out of service; put it back with: dualtrack breaker enable)':
    '{0}（已停用；恢复请用：dualtrack breaker enable）',

  'month since {0}: {1}; at this rate {2} by its end': '本月自 {0} 起：{1}；按当前速度月末为 {2}',
  '{0}, {1} below list price': '{0}，低于标价 {1}',
  '{0}, {1} above list price': '{0}，高于标价 {1}',
  'no budgets are configured': '没有配置预算',
  hard: '硬',
  soft: '软',
  never: '从不',

  '- listed by the track and not configured: name it under its "models" to use it':
    '- 通道已列出但未配置：要使用它，请写入该通道的 "models"',
  '? price unknown: never taken for 0': '? 价格未知：绝不当作 0',
  'what each can do and is good for: dualtrack models --wide': '各模型的能力与适用场景：dualtrack models --wide',
  'no list of models: {0}': '没有模型列表：{0}',
  '{0}: {1} more; all of them: dualtrack models --track {0}':
    '{0}：另有 {1} 个；查看全部：dualtrack models --track {0}',
  simulated: '模拟',
  'found on this machine': '在本机发现',

  '1 model': '1 个模型',
  '{0} models': '{0} 个模型',
  ok: '可用',
  FAILED: '失败',
  'it has no list of models, so its key is not checked; --ask sends each model one word, which costs money':
    '它没有模型列表，因此未检查其密钥；--ask 向每个模型发送一个词，会产生费用',
  '{0}: the list does not tell': '{0}：列表中没有说明',
  '{0}: is listed': '{0}：已列出',
  '{0}: is NOT listed': '{0}：未列出',
  '{0}: is NOT listed; there is {1}': '{0}：未列出；但有 {1}',
  '{0}: FAILED when asked': '{0}：询问时失败',
  '{0}: answers ({1})': '{0}：有应答（{1}）',

  'cannot be asked: {0}': '无法询问：{0}',
  'simulated: costs nothing': '模拟：不花钱',
  'its price is unknown': '其价格未知',
  '1 request; at most {0}': '共 1 个请求；最多 {0}',
  '{0} requests, {1} to each target; at most {2}': '共 {0} 个请求，每个目标 {1} 个；最多 {2}',
  'Send them?': '要发送吗？',
  '{0} [y/N] ': '{0} [y/N] ',

  'profile {0} ({1}), simulated: nothing real was asked, held or booked':
    '路由方案 {0}（{1}），模拟：没有真实的提问、预留或入账',
  'held    {0}: {1}': '遵守    {0}：{1}',
  'MISSED  {0}: {1}': '未遵守  {0}：{1}',
  'the rule: {0}': '规则：{0}',
  'failover after {0} ms': '{0} 毫秒后故障转移',
  '{0} of {1} rules held; {2} s': '遵守规则 {0} / {1}；{2} 秒',

  'Request {0}, {1}': '请求 {0}，{1}',
  'Profile {0}, {1}': '路由方案 {0}，{1}',
  'Profile {0}, {1}, rule {2}': '路由方案 {0}，{1}，规则 {2}',
  '≈ {0} tokens': '≈ {0} token',
  'No target was left.': '没有剩下任何目标。',
  'left out: {0}: {1}': '未采用：{0}：{1}',
  'It had not ended when this was asked, or the daemon ended before it did.':
    '查询时它尚未结束，或者守护进程先于它结束。',
  'It ended with {0} after 1 attempt.': '经 1 次尝试后结束：{0}。',
  'It ended with {0} after {1} attempts.': '经 {1} 次尝试后结束：{0}。',
  'Decided again on the same inputs, the plan is the same.': '用相同的输入重新决定，得到的计划相同。',
  'Decided again on the same inputs, the plan is DIFFERENT.': '用相同的输入重新决定，得到的计划不同。',

  'what if': '假设',
  'other prices, {0} to {1}': '其他价格，{0} 至 {1}',
  'profile {0}, {1} to {2}': '路由方案 {0}，{1} 至 {2}',
  "{0} measured (the same target and price), {1} estimated (the same tokens at the other target's price, its usual times and failures)":
    '{0} 个为实测（目标和价格相同），{1} 个为估算（相同的 token，按另一目标的价格及其通常的用时和失败率）',
  '{0} no target could have taken: {1}': '{0} 个没有目标可以承接：{1}',
  '{0} simulated, left out': '{0} 个为模拟，未计入',
  'There were no real requests: there is nothing to compare.': '没有真实的请求：没有可比较的内容。',
  'It would have cost the same.': '费用会相同。',
  'It would have cost ≈ {0} more than what happened.': '费用会比实际多 ≈ {0}。',
  'It would have cost ≈ {0} less than what happened.': '费用会比实际少 ≈ {0}。',
  'It would have cost the same, as far as costs are known.': '就已知的费用而言，费用会相同。',
  'It would have cost ≈ {0} more than what happened, as far as costs are known.':
    '就已知的费用而言，费用会比实际多 ≈ {0}。',
  'It would have cost ≈ {0} less than what happened, as far as costs are known.':
    '就已知的费用而言，费用会比实际少 ≈ {0}。',

  '{0}, as it was booked already': '{0}，此前已如此入账',
  '{0} beside the ledger, days of {1}': '{0} 与账本对照，按 {1} 计日',
  'no gap': '没有差异',
  '{0} of {1} differ': '{1} 项中有 {0} 项不一致',
  'and {0} more': '另有 {0} 项',
  'sound: every line is whole; the sums of 1 day agree; {0}': '完好：每一行都完整；1 天的合计一致；{0}',
  'sound: every line is whole; the sums of {0} days agree; {1}': '完好：每一行都完整；{0} 天的合计一致；{1}',
  'NOT SOUND: 1 finding; {0}': '有问题：1 处；{0}',
  'NOT SOUND: {0} findings; {1}': '有问题：{0} 处；{1}',

  'the daemon for {0} runs, process {1}; it ends when nobody needs it':
    '{0} 的守护进程正在运行，进程 {1}；无人需要时自行结束',
  'the daemon for {0} has ended': '{0} 的守护进程已结束',
  '{0}: of what is used, {1} stands for attempts whose cost is not known, at their worst case':
    '{0}：已用金额中的 {1} 是费用未知的尝试，按其最坏情况计算',
  'standard input is open but silent, and is left out': '标准输入已打开但没有内容，不予采用',
};
