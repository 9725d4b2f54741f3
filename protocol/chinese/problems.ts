/** What is wrong with settings, ledger and gateway, in Simplified Chinese. */

export const chineseProblems: Readonly<Record<string, string>> = {
  '{0} {1}, but it is missing': '{0} {1}，却没有给出',
  '{0} {1}, got {2}': '{0} {1}，却得到 {2}',
  '{0} {1}, got "{2}"': '{0} {1}，却得到“{2}”',
  '{0} is not a known field': '{0} 不是已知的字段',
  'the configuration': '配置',
  'the parameters': '参数',
  'the parameters are not understood': '无法理解这些参数',

  'it is not JSON': '不是 JSON',
  'it is no ordinary file': '不是普通文件',
  'it has {0} bytes, and at most {1} are read': '有 {0} 字节，而最多读取 {1} 字节',

  '{0} ends in the middle of a line ({1} bytes from byte {2}): the last write was cut off.':
    '{0} 在一行中间结束（自第 {2} 字节起的 {1} 字节）：最后一次写入被截断。',
  '{0} has a corrupt line at byte {1} ({2}): it is left out, the rest counts.':
    '{0} 在第 {1} 字节处有损坏的行（{2}）：该行不计，其余照常。',
  '{0} lacks the lines {1} to {2} before byte {3}, or their hashes were changed.':
    '{0} 在第 {3} 字节之前缺少第 {1} 至 {2} 行，或其哈希被更改。',
  '{0} was made anew from the journal: {1}.': '{0} 已由日志重新生成：{1}。',
  'its content does not hold together: {0}': '其内容不一致：{0}',
  'it is unreadable': '无法读取',
  'it is not a line this version knows': '不是此版本认识的行',
  'it does not end with its hash': '结尾没有其哈希',
  'its hash does not fit its content': '其哈希与内容不符',
  'the clock had run ahead when it was written': '写入时时钟超前',
  'the journal of {0} has {1} bytes, and it counted {2}': '{0} 的日志有 {1} 字节，而它计了 {2} 字节',
  'the journal of {0} is another one than it counted': '{0} 的日志不是它所计的那一份',
  'More than {0} lines wait for the journal in {1}: the oldest are lost.':
    '超过 {0} 行在等待写入 {1} 中的日志：最旧的已丢失。',
  '{0} was removed or replaced while the daemon wrote to it. It goes on in the file of that name; what only the old one had is lost to the next daemon unless it is put back.':
    '{0} 在守护进程写入期间被移走或替换。守护进程会继续写入该名称的文件；只在旧文件中的内容除非放回，否则下一个守护进程将无法得知。',
  '{0} lines could not be written to the journal in {1}: {2}': '{0} 行无法写入 {1} 中的日志：{2}',
  '{0} could not be synced to the disk: {1}': '{0} 无法同步到磁盘：{1}',
  "The ledger's snapshot in {0} could not be written: {1}. The journal has everything; the next start takes longer.":
    '{0} 中的账本快照无法写入：{1}。日志中有全部内容；下次启动会更慢。',
  'The torn end of {0} could not be moved to {1}: {2}': '{0} 残缺的末尾无法移到 {1}：{2}',
  '{0} attempt was under way when the daemon before this one ended: what they cost is unknown, and they are counted so.':
    '上一个守护进程结束时有 {0} 次尝试正在进行：费用未知，并如此计入。',
  '{0} attempts were under way when the daemon before this one ended: what they cost is unknown, and they are counted so.':
    '上一个守护进程结束时有 {0} 次尝试正在进行：费用未知，并如此计入。',

  '{0} of the lines up to number {1} are in no segment: lines or whole files were taken away.':
    '到第 {1} 行为止有 {0} 行不在任何分段中：有行或整个文件被移走。',
  'The segment {0} follows a line that the segment {1} does not have: lines at its end were changed or taken away.':
    '分段 {0} 接续的那一行不在分段 {1} 中：其末尾有行被更改或移走。',
  'The segment {0}, which {1} follows, is not in the folder: it was moved away, or is lost. Its days were not compared.':
    '分段 {1} 所接续的分段 {0} 不在文件夹中：已被移走或丢失。未比对其各日。',
  '{0} lines wait in memory until the journal can be written; sums were not compared.':
    '{0} 行在内存中等待写入日志；未比对合计。',
  'Line {0} follows line {1}: numbers must grow.': '第 {0} 行在第 {1} 行之后：编号必须递增。',
  'Line {0} begins the segment {1} where line {2} is.': '第 {0} 行在第 {2} 行处开始了分段 {1}。',
  'Attempt {0} of {1} (line {2}) is not under way and has no settlement.':
    '{1} 的第 {0} 次尝试（第 {2} 行）不在进行中，也没有结算。',
  'Attempt {0} of {1} has a second intent in line {2}.': '{1} 的第 {0} 次尝试在第 {2} 行有第二条意向记录。',
  'Attempt {0} of {1} is settled in line {2} without an intent before it, or a second time.':
    '{1} 的第 {0} 次尝试在第 {2} 行结算，但之前没有意向记录，或为重复结算。',
  'The correction in line {0} of attempt {1} of {2} does not begin where the one before it ended.':
    '第 {0} 行对 {2} 的第 {1} 次尝试的更正与其前一次更正不衔接。',
  '{0}: {1} is {2} by the lines of the journal, and {3} by the sums kept beside it.':
    '{0}：{1} 按日志各行为 {2}，按旁存的合计为 {3}。',
};
