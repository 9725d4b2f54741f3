/** The faults of the fire drill, the rules that must hold, and what came of them, in Simplified Chinese. */

export const chineseDrill: Readonly<Record<string, string>> = {
  '429 with a short Retry-After': '429，附带较短的 Retry-After',
  'A track that asks for a pause is given it; the caller gets an answer.': '要求暂停的通道得到暂停；调用者得到回答。',
  '429 without Retry-After': '429，没有 Retry-After',
  'The other target answers; the first is not asked again.': '由另一目标回答；不再询问第一个。',
  '500, then fine': '先 500，随后正常',
  'One failure is survived within the tries the profile allows.': '在路由方案允许的尝试次数内，经受住一次失败。',
  '503 again and again': '持续 503',
  'The other target is asked at once.': '立即询问另一目标。',
  'TCP reset': 'TCP 重置',
  'It is tried again as often as the profile says, then the other target answers.':
    '按路由方案规定的次数重试，然后由另一目标回答。',
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

  '{0}, then {1}': '{0}，然后{1}',
  'the first target answered': '第一个目标作出回答',
  'the first target answered {0} times': '第一个目标回答 {0} 次',
  'the second target answered': '第二个目标作出回答',
  'the second target answered {0} times': '第二个目标回答 {0} 次',
  '{0} at the first': '第一个目标{0}',
  '{0} at the first {1} times': '第一个目标{0} {1} 次',
  '{0} at the second': '第二个目标{0}',
  '{0} at the second {1} times': '第二个目标{0} {1} 次',
  'no target was asked': '没有询问任何目标',
  '{0}: the caller got a whole answer.': '{0}：调用者得到完整的回答。',
  '{0}: the caller got what had come, marked as cut off.': '{0}：调用者得到已收到的内容，并标为截断。',
  '{0}: the caller was told {1}.': '{0}：调用者被告知{1}。',
  '{0} of {1} requests were answered; {2} of them touched the dead target with {3} attempts; {4}.':
    '{1} 个请求中有 {0} 个得到回答；其中 {2} 个以 {3} 次尝试触及失效的目标；{4}。',
  'the target that came back was not asked meanwhile': '恢复后的目标在此期间没有被询问',
  'it was found {0} ms after it was back': '恢复 {0} 毫秒后被发现',
  '{0} has {1} of the two targets that failover needs: the drill lent it another.':
    '故障转移需要两个目标，{0} 只有 {1} 个：演练借给它另一个。',
  'All targets of {0} are on track {1}: when that fails as a whole, all of them do.':
    '{0} 的所有目标都在通道 {1} 上：该通道整体失效时，它们全部失效。',
  'Rules and constraints of {0} are not played: they are about its own targets.':
    '{0} 的规则与约束不参与演练：它们针对它自己的目标。',
};
