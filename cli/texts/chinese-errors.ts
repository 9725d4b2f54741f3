/** What is wrong, and what can be done about it, in Simplified Chinese. */

export const chineseErrors: Readonly<Record<string, string>> = {
  'choose one of --json and --csv': '--json 和 --csv 只能选择其一',
  'nobody is at this terminal to say yes: nothing was sent; --yes says it':
    '此终端无人确认：没有发送任何内容；可用 --yes 表示确认',
  'breaker needs either targets, such as gpt-4.1@relay, or --all': 'breaker 需要目标（例如 gpt-4.1@relay）或 --all',
  'the running daemon uses {0}, not {1}: end it with "dualtrack stop", or name another --data-dir':
    '正在运行的守护进程使用 {0}，而不是 {1}：请用“dualtrack stop”结束它，或另指定 --data-dir',
  'the running daemon uses no configuration file, not {0}: end it with "dualtrack stop", or name another --data-dir':
    '正在运行的守护进程使用内置配置，而不是 {0}：请用“dualtrack stop”结束它，或另指定 --data-dir',
  'there is no daemon at {0}; build it, or name one in DUALTRACK_DAEMON':
    '{0} 处没有守护进程；请构建，或在 DUALTRACK_DAEMON 中指定',
  'the daemon needs Node {0} or newer, this is {1}': '守护进程需要 Node {0} 或更新版本，当前为 {1}',

  'correct needs either --cost-usd or --not-billable': 'correct 需要 --cost-usd 或 --not-billable 之一',
  '--why must say why, got nothing': '--why 必须说明理由，却为空',
  '--cost-usd must be an amount of dollars from 0 on, such as 0.0123, got {0}':
    '--cost-usd 必须是不小于 0 的美元金额，例如 0.0123，却得到 {0}',
  '--{0} must be a day or a time such as 2026-11-01 or 2026-11-01T08:00:00Z, got {1}':
    '--{0} 必须是日期或时间，例如 2026-11-01 或 2026-11-01T08:00:00Z，却得到 {1}',
  '--{0} must be a day such as 2026-11-01, got {1}': '--{0} 必须是日期，例如 2026-11-01，却得到 {1}',
  '--{0} must be a time zone such as UTC or America/Los_Angeles, got {1}':
    '--{0} 必须是时区，例如 UTC 或 America/Los_Angeles，却得到 {1}',
  '--profile must name a routing profile ({0}), got {1}': '--profile 必须是路由方案之一（{0}），却得到 {1}',
  '--track must name a track ({0}), got {1}': '--track 必须是通道之一（{0}），却得到 {1}',
  'TRACK must be one of {0}, got {1}': 'TRACK 必须是 {0} 之一，却得到 {1}',
  'It must be names separated by commas, such as images,tools.': '必须是以逗号分隔的名称，例如 images,tools。',
  'It must be a number above {0}.': '必须是大于 {0} 的数。',
  'It must be a number from {0} to {1}.': '必须是 {0} 到 {1} 之间的数。',
  'It must be a whole number of at least {0}.': '必须是不小于 {0} 的整数。',
  'It must be a whole number from {0} to {1}.': '必须是 {0} 到 {1} 之间的整数。',

  'there is no question: give it as an argument or on standard input': '没有问题：请作为参数或从标准输入给出',
  '--file must name lines as FROM-TO, counted from 1, got {0}': '--file 的行必须写作 FROM-TO，从 1 数起，却得到 {0}',
  '--file must name lines that {0} has ({1}), got {2}': '--file 的行必须在 {0} 之内（共 {1} 行），却得到 {2}',
  '--file must be a file that can be read, got {0}: {1}': '--file 必须是可读的文件，却得到 {0}：{1}',
  'it is a folder': '是一个文件夹',
  'it is no folder': '不是文件夹',
  'it cannot be used ({0})': '无法使用（{0}）',
  'line {0} ({1})': '第 {0} 行（{1}）',
  '--media must be a folder that can be used, got {0}: {1}': '--media 必须是可用的文件夹，却得到 {0}：{1}',

  'name what would have been otherwise: --profile NAME, --prices FILE, or both':
    '请说明假设有何不同：--profile NAME、--prices FILE 或两者',
  '--prices must be a file that can be read, got {0}: {1}': '--prices 必须是可读的文件，却得到 {0}：{1}',
  '--prices {0}: {1}': '--prices {0}：{1}',
  '--prices must be JSON such as { "gpt-4.1@relay": { "inputUsdPerMTok": 2, "outputUsdPerMTok": 8 } }, got {0}':
    '--prices 必须是 JSON，例如 { "gpt-4.1@relay": { "inputUsdPerMTok": 2, "outputUsdPerMTok": 8 } }，却得到 {0}',

  '{0} must have at most {1} bytes, got {2}': '{0} 最多 {1} 字节，却有 {2} 字节',
  '{0} cannot be read: {1}': '{0} 无法读取：{1}',
  '--map must be COLUMN=FIELD with one of {0}, got {1}': '--map 必须是 COLUMN=FIELD，FIELD 为 {0} 之一，却得到 {1}',
  'the range must be at most {0} days; narrow it with --from and --to': '时间范围最多 {0} 天；请用 --from 和 --to 缩小',
  'there is no day from {0} to {1}': '从 {0} 到 {1} 没有任何一天',
  '{0} has no line of usage': '{0} 中没有用量记录',
  '{0} must have at most {1} lines, got {2}': '{0} 最多 {1} 行，却有 {2} 行',
  '{0} must have at most {1} pairs of day and model': '{0} 最多有 {1} 组日期与模型',
  '--map {0}={1}: {2} has no column {0}; it has {3}': '--map {0}={1}：{2} 没有列 {0}；其列为 {3}',
  '{0} has no column for {1}; name it with --map COLUMN={1}. It has {2}':
    '{0} 没有对应 {1} 的列；请用 --map COLUMN={1} 指定。其列为 {2}',
  '{0} has no column for any of {1}; name one with --map COLUMN=FIELD':
    '{0} 没有对应 {1} 中任何一项的列；请用 --map COLUMN=FIELD 指定',
  '{0} {1}, column {2}: {3} {4}, got "{5}"': '{0} {1}，列 {2}：{3} {4}，却得到“{5}”',
  'must be a time such as 2026-11-22 or 2026-11-22T08:00:00Z': '必须是时间，例如 2026-11-22 或 2026-11-22T08:00:00Z',
  'must be a name of 1 to 200 characters': '必须是 1 到 200 个字符的名称',
  'must be a whole number from 0 on, such as 1200 or 1,200 (or with --decimal comma 1.200)':
    '必须是不小于 0 的整数，例如 1200 或 1,200（用 --decimal comma 时为 1.200）',
  'must be a whole number from 0 on, such as 1200 or 1.200 (or with --decimal point 1,200)':
    '必须是不小于 0 的整数，例如 1200 或 1.200（用 --decimal point 时为 1,200）',
  'must be an amount of dollars such as 0.0123 or 1,234.50 (or with --decimal comma 0,0123)':
    '必须是美元金额，例如 0.0123 或 1,234.50（用 --decimal comma 时为 0,0123）',
  'must be an amount of dollars such as 0,0123 or 1.234,50 (or with --decimal point 0.0123)':
    '必须是美元金额，例如 0,0123 或 1.234,50（用 --decimal point 时为 0.0123）',
  '{0} {1}, column {2}: {3} must not be readable in two ways, and no other figure of the file shows which is meant: say --decimal comma or --decimal point, got "{4}"':
    '{0} {1}，列 {2}：{3} 有两种读法，而文件中没有其他数字能说明是哪一种：请用 --decimal comma 或 --decimal point 指明，却得到“{4}”',
  '{0} and {1} more': '{0} 以及另外 {1} 项',
  'it has more or fewer cells than the first line has columns': '其单元格数与首行的列数不同',
  'a quotation mark in it is not closed': '其中有引号没有闭合',
  'something follows a closing quotation mark': '闭合的引号之后还有内容',
  'a quotation mark opens in the middle of a cell': '引号出现在单元格中间',
  'it is longer than 1 MB': '超过 1 MB',
  'it does not have the form of CSV': '不符合 CSV 的形式',
  '{0} must name each column once, got {1} twice': '{0} 的列名不得重复，{1} 却出现两次',
  'line {0}': '第 {0} 行',
  'entry {0}': '第 {0} 项',
  '{0} is no CSV that can be read: {1}': '{0} 不是可读的 CSV：{1}',
  '{0} {1} must be an object, got "{2}"': '{0} {1}必须是对象，却得到“{2}”',
  '{0} {1} must be JSON, got "{2}"': '{0} {1}必须是 JSON，却得到“{2}”',
  'to go over it once, ask with --allow-over-budget': '如需超出一次，请以 --allow-over-budget 提问',
  'to go on, name its price there, or ask once with --allow-over-budget':
    '若要继续，请在那里写明其价格，或以 --allow-over-budget 提问一次',
};
