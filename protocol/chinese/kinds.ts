/** Kinds of failure and how an attempt can end, and what a person can do about each, in Simplified Chinese. */

export const chineseKinds: Readonly<Record<string, string>> = {
  success: '成功',
  network: '网络错误',
  overloaded: '过载',
  'rate-limited': '被限流',
  timeout: '超时',
  auth: '密钥被拒绝',
  'no-such-model': '无此模型',
  'invalid-request': '无效请求',
  'content-refused': '内容被拒绝',
  'context-too-long': '上下文过长',
  'breaker-open': '熔断器断开',
  'limiter-full': '达到限额',
  'over-budget': '超出预算',
  'no-price': '价格未知',
  'no-target': '没有目标',
  'ledger-unwritable': '账本无法写入',
  truncated: '被截断',
  shed: '过于繁忙',
  cancelled: '已停止',
  deadline: '超过截止时间',
  offline: '离线',

  'Check the key of this track: it is missing, wrong, or not allowed to use this model.':
    '请检查此通道的密钥：可能缺失、有误，或无权使用此模型。',
  'Check the name of the model in the settings, or ask another model.': '请检查设置中的模型名称，或询问其他模型。',
  'No target of this profile can take the request. Choose another profile or add a track.':
    '此路由方案中没有目标能处理该请求。请选择其他路由方案或添加通道。',
  'The upstream did not answer properly. Ask again, or choose a profile with another track.':
    '上游没有正常应答。请重新提问，或选择使用其他通道的路由方案。',
  'Wait a moment and ask again, or choose a profile with another track.':
    '请稍候再提问，或选择使用其他通道的路由方案。',
  'Wait until the target is tried again, choose another profile, or act on its circuit breaker.':
    '请等待该目标重新被尝试，选择其他路由方案，或对其熔断器进行操作。',
  'Allow this request once, raise the budget, or choose a cheaper profile.':
    '可以允许这一次请求、提高预算，或选择更便宜的路由方案。',
  'Give the model a price in the settings, or allow this request once.':
    '请在设置中为该模型填写价格，或允许这一次请求。',
  'Select less code, or ask a model with a larger context window.': '请减少所选代码，或询问上下文窗口更大的模型。',
  'The upstream refuses this content. Ask in another way.': '上游拒绝此内容。请换一种方式提问。',
  'Change what the message names: as it is, the request would be refused again.':
    '请更改提示中所指的内容：原样重试仍会被拒绝。',
  'The ledger cannot be written, so nothing that costs money is sent. Check the disk.':
    '账本无法写入，因此不会发送任何产生费用的请求。请检查磁盘。',
  'The answer was cut off before its end. What came is kept.': '回答在结束前被截断。已收到的内容保留。',
  'The answer took longer than its deadline allows. Ask again, or choose a faster profile.':
    '回答超过了截止时间。请重新提问，或选择更快的路由方案。',
  'This machine is offline. Ask again when it is connected.': '本机处于离线状态。请联网后重新提问。',
  'You stopped it. What came is kept.': '已由您停止。已收到的内容保留。',
};
