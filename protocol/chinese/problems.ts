/** What is wrong with settings, ledger and gateway, in Simplified Chinese. */

export const chineseProblems: Readonly<Record<string, string>> = {
  '{0} {1}, but it is missing': '{0} {1}，却没有给出',
  '{0} {1}, got {2}': '{0} {1}，却得到 {2}',
  '{0} is not a known field': '{0} 不是已知的字段',
  'the configuration': '配置',
  'the parameters are not understood': '无法理解这些参数',

  '{0} ends in the middle of a line ({1} bytes from byte {2}): the last write was cut off.':
    '{0} 在一行中间结束（自第 {2} 字节起的 {1} 字节）：最后一次写入被截断。',
  '{0} has a corrupt line at byte {1} ({2}): it is left out, the rest counts.':
    '{0} 在第 {1} 字节处有损坏的行（{2}）：该行不计，其余照常。',
  '{0} lacks the lines {1} to {2} before byte {3}, or their hashes were changed.':
    '{0} 在第 {3} 字节之前缺少第 {1} 至 {2} 行，或其哈希被更改。',
  '{0} was made anew from the journal: {1}.': '{0} 已由日志重新生成：{1}。',
  '{0} attempt was under way when the daemon before this one ended: what they cost is unknown, and they are counted so.':
    '上一个守护进程结束时有 {0} 次尝试正在进行：费用未知，并如此计入。',
  '{0} attempts were under way when the daemon before this one ended: what they cost is unknown, and they are counted so.':
    '上一个守护进程结束时有 {0} 次尝试正在进行：费用未知，并如此计入。',

  '{0} of the lines up to number {1} are in no segment: lines or whole files were taken away.':
    '到第 {1} 行为止有 {0} 行不在任何分段中：有行或整个文件被移走。',
  '{0} lines wait in memory until the journal can be written; sums were not compared.':
    '{0} 行在内存中等待写入日志；未比对合计。',
  'Attempt {0} of {1} is settled in line {2} without an intent before it, or a second time.':
    '{1} 的第 {0} 次尝试在第 {2} 行结算，但之前没有意向记录，或为重复结算。',
  'The correction in line {0} of attempt {1} of {2} does not begin where the one before it ended.':
    '第 {0} 行对 {2} 的第 {1} 次尝试的更正与其前一次更正不衔接。',
  '{0}: {1} is {2} by the lines of the journal, and {3} by the sums kept beside it.':
    '{0}：{1} 按日志各行为 {2}，按旁存的合计为 {3}。',
};
