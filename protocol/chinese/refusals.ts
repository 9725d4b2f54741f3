/**
 * Why a request was refused or failed on this side, in Simplified Chinese: limits, breakers, budgets, clocks, routing,
 * ledger. The first text that fits is taken: one that holds others stands before them.
 */

export const chineseRefusals: Readonly<Record<string, string>> = {
  'track {0}: the upstream asked for a pause; free in {1} s': '通道 {0}：上游要求暂停；{1} 秒后可用',
  'track {0}: its limit of {1} tokens a minute is smaller than this request of {2}':
    '通道 {0}：每分钟 {1} 个 token 的限额小于此请求的 {2} 个',
  'track {0}: its limit of {1} tokens a minute has {2} left and this request may need {3}; free in {4} s':
    '通道 {0}：每分钟 {1} 个 token 的限额还剩 {2} 个，此请求可能需要 {3} 个；{4} 秒后可用',
  'track {0}: its limit of {1} requests a minute is used up; free in {2} s':
    '通道 {0}：每分钟 {1} 个请求的限额已用完；{2} 秒后可用',
  'track {0}: its limit of {1} at once is reached, others are waiting before this request ({2} in line)':
    '通道 {0}：已达到同时 {1} 个请求的限额，此请求之前还有其他请求在等待（排队 {2} 个）',
  'track {0}: others are waiting before this request ({1} in line)':
    '通道 {0}：此请求之前还有其他请求在等待（排队 {1} 个）',
  '{0}: all our connections to it have been taken for {1} ms': '{0}：通往它的所有连接已被占用 {1} 毫秒',
  'too much is waiting: {0} requests are served and {1} queued; try again later':
    '等待过多：{0} 个请求正在处理，{1} 个在排队；请稍后再试',
  'the daemon is stopping and takes no more requests; ask again in a moment':
    '守护进程正在停止，不再接受请求；请稍候再提问',

  '{0} is silent, and who asked it before still waits; it is asked again in {1} s at the latest':
    '{0} 没有回音，之前的提问仍在等待；最迟 {1} 秒后会再次询问',
  '{0} is held out of service until it is put back': '{0} 已停用，直到被恢复',
  '{0} failed too often; it is tried again in {1} s': '{0} 失败过多，熔断器已断开；{1} 秒后重试',
  '{0} failed too often and is just being probed; more is let through in {1} s at the latest':
    '{0} 失败过多，熔断器正在放行一次探测；最迟 {1} 秒后放行更多',
  '{0} has recovered and is given back its traffic step by step, all of it in {1} s':
    '{0} 已恢复，流量正逐步放行，{1} 秒后全部放行',
  'held out of service: {0} (to put back: dualtrack breaker enable, or the command Circuit Breaker…)':
    '已停用：{0}（恢复：dualtrack breaker enable，或命令“熔断器…”）',

  '{0} sent no headers within {1} ms': '{0} 在 {1} 毫秒内没有发回响应头',
  '{0} gave no complete answer within the {1} ms its track allows': '{0} 没有在其通道允许的 {1} 毫秒内给出完整回答',
  '{0} sent no content within {1} ms': '{0} 在 {1} 毫秒内没有发回内容',
  '{0} fell silent for {1} ms in the middle of its answer': '{0} 在回答中途沉默了 {1} 毫秒',
  'no complete answer within the deadline of {0} ms': '在 {0} 毫秒的截止时间内没有得到完整的回答',
  '{0}: no answer within {1} s.': '{0}：{1} 秒内没有应答。',
  '{0}: no list of models within {1} s.': '{0}：{1} 秒内没有得到模型列表。',
  '{0}: no access token within {1} s.': '{0}：{1} 秒内没有得到访问令牌。',

  'budget {0} ({1}) allows {2}, of which {3}, and {4}': '预算 {0}（{1}）允许{2}，{3}，{4}',
  'at {0} this request may cost {1}, and {2}': '在 {0} 此请求可能花费 {1}，{2}',
  'at {0} what this request may cost is not known, since tracks.{1}.models names no price for it':
    '在 {0} 无法知道此请求可能的费用，因为 tracks.{1}.models 没有给出它的价格',
  '{0} is used and {1} held for requests under way': '已用 {0}，进行中的请求预留 {1}',
  '{0} is used': '已用 {0}',
  'at most {0} output token would fit': '最多可容下 {0} 个输出 token',
  'at most {0} output tokens would fit': '最多可容下 {0} 个输出 token',
  '{0} would fit': '可容下 {0}',
  'resets at {0}': '重置时间 {0}',
  'never resets': '不会重置',
  '{0} a day': '每天 {0}',
  '{0} a week': '每周 {0}',
  '{0} a month': '每月 {0}',
  '{0} in total': '总计 {0}',
  '{0} ({1} % of all spend)': '{0}（全部支出的 {1}%）',
  everything: '全部',
  'what budgets have used cannot be counted: {0}': '无法统计预算的已用金额：{0}',

  'The ledger in {0} cannot be written: {1}. Requests that cost money are refused until it can; free ones go on.':
    '{0} 中的账本无法写入：{1}。在恢复之前，产生费用的请求会被拒绝；免费的照常。',
  'the disk is full ({0})': '磁盘已满（{0}）',
  'the disk quota is used up ({0})': '磁盘配额已用完（{0}）',
  'the file system is read-only ({0})': '文件系统为只读（{0}）',
  'there is no permission to write there ({0})': '没有写入权限（{0}）',
  'the disk reports an error ({0})': '磁盘报告错误（{0}）',

  'network error': '网络错误',
  'slowed down by its vendor': '被厂商限流',
  'timed out': '超时',
  'key refused': '密钥被拒绝',
  'no such model': '无此模型',
  'request not understood': '请求无法理解',
  'content refused': '内容被拒绝',
  'request too long': '请求过长',
  'breaker open': '熔断器断开',
  'limit reached': '达到限额',
  'over budget': '超出预算',
  'price not known': '价格未知',
  'no target': '没有目标',
  'ledger not writable': '账本无法写入',
  'cut off': '被截断',
  'too busy': '过于繁忙',
  'stopped by hand': '已停止',
  'past its deadline': '超过截止时间',

  'no target of profile {0} is configured': '路由方案 {0} 没有配置任何目标',
  'no target of profile {0} is configured ({1})': '路由方案 {0} 没有配置任何目标（{1}）',
  'profile must name a routing profile, got "{0}" ({1})': 'profile 必须是路由方案的名称，却得到“{0}”（{1}）',
  'there are: {0}': '现有：{0}',
  'track {0} offers no model "{1}"; it can be named: {2}': '通道 {0} 不提供模型“{1}”；可以使用：{2}',
  'track {0} offers no model "{1}"': '通道 {0} 不提供模型“{1}”',
  'no track of profile {0} offers the model "{1}"; it can be named: {2}':
    '路由方案 {0} 的通道都不提供模型“{1}”；可以使用：{2}',
  'no track of profile {0} offers the model "{1}"': '路由方案 {0} 的通道都不提供模型“{1}”',
  '{0}: the sandbox simulates {1}; it knows no {2}.': '{0}：沙盒模拟 {1}；没有 {2}。',
  'track must name a track ({0}), got "{1}"': 'track 必须是通道之一（{0}），却得到“{1}”',
  'targets must name targets ({0}), got "{1}"': 'targets 必须是目标之一（{0}），却得到“{1}”',
  'prices must be by target or model ({0}), got "{1}"': 'prices 必须按目标或模型给出（{0}），却得到“{1}”',

  '{0} cannot be asked of Gemini: it has no such field': '无法向 Gemini 要求 {0}：它没有这样的字段',
  "Mistral's dialect has no form for {0}.": 'Mistral 的协议无法表达{0}。',
  'needs may name "vertex-search" at a track of provider "vertex" only':
    '只有在提供方为 "vertex" 的通道上，needs 才可以含有 "vertex-search"',
  '{0} failed inside the daemon; its log says where': '{0} 在守护进程内部失败；详见其日志',

  'the copy of the profile has no target to ask': '路由方案的副本没有可询问的目标',
  'the ledger has no attempt {0}': '账本中没有尝试 {0}',
  '{0} has {1} attempts; name one of {2}': '{0} 有 {1} 次尝试；请指定其中之一：{2}',
  '{0} is under way; it can be corrected when it has ended': '{0} 正在进行；结束后才能更正',
  '"{0}" names another correction of {1}; give this one a name of its own':
    '“{0}”是 {1} 另一笔更正的名称；请为这一笔另取名称',
  '{0} was simulated: there is no cost to correct': '{0} 是模拟的：没有可更正的费用',

  'the request was stopped': '请求已停止',
  'the request was cancelled': '请求已取消',
  'The request was cancelled.': '请求已取消。',
  'The check was stopped.': '检查已停止。',
  'the daemon ends': '守护进程正在结束',
};
