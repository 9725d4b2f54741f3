/** The descriptions of what ships, in Simplified Chinese: built-in profiles, and the faults of the fire drill. */

export const chineseShipped: Readonly<Record<string, string>> = {
  'Every configured target in the order it was written; the sandbox while nothing is configured':
    '所有已配置的目标，按书写顺序；没有任何配置时为沙盒',
  'Every configured target by price, live latency and reliability together':
    '所有已配置的目标，综合价格、实时延迟与可靠性',
  'Every configured target, the one this request costs least at first': '所有已配置的目标，此请求费用最低者优先',
  'Every configured target, the one whose answers begin soonest first': '所有已配置的目标，最快开始回答者优先',
  'Every configured target, the most able model first, by what its vendor says and asks for it':
    '所有已配置的目标，能力最强的模型优先，依据供应商的说明与定价',
  'Models on this machine, then every other configured target, cheapest first':
    '先用本机上的模型，再用其他所有已配置的目标，最便宜者优先',
  'Vertex AI tracks and no others': '只用 Vertex AI 通道',
  'What is Vertex AI’s own stays there; everything else goes where it costs least, and falls back to it':
    'Vertex AI 特有的请求留在那里；其余发往费用最低之处，失败时转回 Vertex AI',
  'Simulated models, cheapest first: costs nothing, asks nobody': '模拟模型，最便宜者优先：不产生费用，不询问任何人',
  'Simulated models, fastest first: costs nothing, asks nobody': '模拟模型，最快者优先：不产生费用，不询问任何人',

  '429 with a short Retry-After': '429，附带较短的 Retry-After',
  'A track that asks for a pause is given it; the caller gets an answer.': '要求暂停的通道得到暂停；调用者得到回答。',
  '429 without Retry-After': '429，没有 Retry-After',
  'The other target answers; the first is not asked again.': '由另一目标回答；不再询问第一个。',
  '500, then fine': '先 500，随后正常',
  'One failure is survived within the tries the profile allows.': '在方案允许的尝试次数内，经受住一次失败。',
  '503 again and again': '持续 503',
  'The other target is asked at once.': '立即询问另一目标。',
  'TCP reset': 'TCP 重置',
  'It is tried again as often as the profile says, then the other target answers.':
    '按方案规定的次数重试，然后由另一目标回答。',
  Silence: '沉默',
  'After the limit for the first part, and at most a second more, the other target answers.':
    '超过首段时限后，最多再过一秒，由另一目标回答。',
  'A slow first part': '首段很慢',
  'A role that comes in time is no answer: the other target answers.': '及时到来的角色不算回答：由另一目标回答。',
  'Cut in the middle': '中途切断',
  'What came is kept and marked as cut; no second answer is glued to it.':
    '已收到的内容保留并标为截断；不会接上第二个回答。',
  'Stall in the middle': '中途停滞',
  'The gap is bounded; what came is kept and marked as cut.': '间隔有上限；已收到的内容保留并标为截断。',
  'A malformed chunk': '格式错误的数据块',
  'What came before it is kept and marked as cut.': '在此之前收到的内容保留并标为截断。',
  'No terminator after the finish reason': '结束原因之后没有终止符',
  'The answer is whole: its finish reason was seen.': '回答是完整的：已收到结束原因。',
  'Context too long': '上下文过长',
  'A target whose window may be larger is asked once.': '询问一次窗口可能更大的目标。',
  'Content refused': '内容被拒绝',
  'It would be refused everywhere: one attempt.': '在任何地方都会被拒绝：只尝试一次。',
  'The request body is rejected': '请求体被拒绝',
  'It would be rejected everywhere: one attempt.': '在任何地方都会被拒绝：只尝试一次。',
  'Failed attempts are booked': '失败的尝试已记账',
  'Every attempt that an upstream saw is a row of its own, with a verdict on who pays.':
    '上游见到的每次尝试各为一条记录，并注明由谁付费。',
  'An outage of 60 s, 15 requests': '60 秒中断，15 个请求',
  'All are answered; at most 4 of them, with at most 8 attempts, touch the dead target; it is found when it is back.':
    '全部得到回答；其中最多 4 个请求、8 次尝试触及失效的目标；它恢复后被发现。',
};
