/** The help of every command in Simplified Chinese, and what the parser of the command line says itself. */

export const chineseHelp: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
  'choices: ': '可选值：',
  'default: ': '默认：',
  'display help for command': '显示命令的帮助',
  'output the version number': '显示版本号',
  '({0} --help tells what there is)': '（{0} --help 列出可用的内容）',

  "error: unknown option '{0}'": '错误：未知选项“{0}”',
  "error: unknown command '{0}'": '错误：未知命令“{0}”',
  "error: missing required argument '{0}'": '错误：缺少必需的参数“{0}”',
  "error: option '{0}' argument missing": '错误：选项“{0}”缺少参数',
  "error: required option '{0}' not specified": '错误：未指定必需的选项“{0}”',
  "error: option '{0}' argument '{1}' is invalid.": '错误：选项“{0}”的参数“{1}”无效。',
  "error: command-argument value '{0}' is invalid for argument '{1}'.": '错误：参数“{1}”的值“{0}”无效。',
  "error: too many arguments for '{0}'. Expected {1} argument but got {2}: {3}.":
    '错误：“{0}”的参数过多：应有 {1} 个，实有 {2} 个：{3}。',
  "error: too many arguments for '{0}'. Expected {1} arguments but got {2}: {3}.":
    '错误：“{0}”的参数过多：应有 {1} 个，实有 {2} 个：{3}。',
  'Allowed choices are {0}.': '可选值为 {0}。',
  '(Did you mean one of {0}?)': '（您是否想用以下之一：{0}？）',
  '(Did you mean {0}?)': '（您是否想用 {0}？）',

  'Ask models about your code: routed, limited, and booked to the last nano-dollar.':
    '就您的代码询问模型：有路由，有限额，费用精确入账到十亿分之一美元。',
  'configuration file (else DUALTRACK_CONFIG, else dualtrack.json in the configuration folder)':
    '配置文件（否则为 DUALTRACK_CONFIG，再否则为配置文件夹中的 dualtrack.json）',
  'data directory; there is one daemon for each (else DUALTRACK_DATA_DIR)':
    '数据目录，每个目录对应一个守护进程（否则为 DUALTRACK_DATA_DIR）',

  'ask a model; the answer goes to standard output, what it cost to standard error':
    '询问模型；回答写到标准输出，费用写到标准错误',
  'the question; absent or -: read from standard input. With a question, standard input is code':
    '问题；未给出或为 - 时从标准输入读取。给出问题时，标准输入为代码',
  'routing profile': '路由方案',
  'MODEL, or MODEL@TRACK to pin a track': 'MODEL，或用 MODEL@TRACK 指定通道',
  'code to ask about: FILE, FILE:LINE or FILE:FROM-TO; may be given again':
    '要询问的代码：FILE、FILE:LINE 或 FILE:FROM-TO；可多次给出',
  'features the answer needs, separated by commas': '回答所需的功能，以逗号分隔',
  'only targets expected to begin their answer within this time': '只用预计在此时间（毫秒）内开始回答的目标',
  'only targets expected to cost no more than this': '只用预计费用不超过此数（美元）的目标',
  'from 0 to 2': '从 0 到 2',
  'the longest answer wanted': '回答的最大长度',
  'ask this once even where a hard budget has no room for it': '即使硬预算已容不下，也允许这一次',
  'ask for the whole answer at once': '一次取回完整回答',
  'save pictures and sound of the answer in this folder': '把回答中的图片和声音保存到此文件夹',
  'print the result as JSON instead of the answer': '以 JSON 输出结果，而不是回答',
  'print JSON': '输出 JSON',
  'print CSV': '输出 CSV',

  'what a question would cost at each target; nothing is sent to a model': '一个问题在各目标上的费用；不向任何模型发送',
  'the question, as for ask': '问题，与 ask 相同',
  'how a request was routed: what was known, the plan with its reasons, what became of it':
    '请求如何路由：当时已知的情况、计划及其理由、结果',
  'the id of a request, as its answer tells it (ask --json)': '请求的标识，见其回答（ask --json）',

  'what was spent; today unless said otherwise': '花费；除非另有说明，为今日',
  "start, such as 2026-11-01 (in the daemon's time zone) or 2026-11-01T08:00:00Z":
    '起始时间，例如 2026-11-01（按守护进程的时区）或 2026-11-01T08:00:00Z',
  'end, not included': '结束时间，不包含在内',
  'one line for each': '每项一行',
  'what another profile, or other prices, would have made of past requests; this month unless said otherwise':
    '若用另一路由方案或其他价格，过去的请求会如何；除非另有说明，为本月',
  'the routing profile to run them through': '用来重算的路由方案',
  'JSON with nominal prices by target or model, in place of the configured ones':
    '按目标或模型列出标称价格的 JSON，代替已配置的价格',
  'every row of the ledger, one a line': '账本的所有记录，每行一条',
  'one JSON object a line, or CSV': '每行一个 JSON 对象，或 CSV',
  'start; absent: from the first row on': '起始时间；未给出时从第一条记录开始',
  'book a compensating entry for a row that is wrong; the row itself stays as it was written':
    '为有误的记录登记一笔更正；记录本身保持原样',
  'REQUEST, or REQUEST/ATTEMPT where it has several': 'REQUEST；有多次尝试时为 REQUEST/ATTEMPT',
  'what the vendor charged': '供应商实际收取的费用',
  'the vendor charged nothing': '供应商没有收费',
  'the reason, kept with the entry': '理由，与更正一同保存',
  'a name for this correction: given again, it is not booked twice; one that stands for another is refused':
    '此更正的名称：再次给出时不会重复入账；已用于另一笔更正的名称会被拒绝',
  "show a vendor's usage file (CSV or JSON) beside the ledger, by model and day":
    '按模型和日期，将供应商的用量文件（CSV 或 JSON）与账本并列显示',
  'the file, at most 50 MB': '文件，最大 50 MB',
  'which column is what; may be given again': '各列的含义；可多次给出',
  'compare with this track only': '只与此通道比较',
  'what stands before the decimals of its figures; absent: what the file shows':
    '其数字的小数点所用的符号；未给出时以文件所示为准',
  'whose days the file counts, such as America/Los_Angeles; most vendors count in UTC':
    '文件按哪个时区计日，例如 America/Los_Angeles；多数供应商按 UTC 计',
  'first day; absent: that of the file': '第一天；未给出时为文件中的第一天',
  'the day after the last; absent: to the end of the file': '最后一天的次日；未给出时到文件末尾为止',
  'the record of every attempt': '每次尝试的记录',
  'check every line and recompute every sum; exits 1 when something is wrong':
    '检查每一行并重新计算所有合计；有误时以 1 退出',
  'how each budget stands, and when it resets': '各预算的现状及重置时间',

  'the daemon, its configuration and what is wrong with it': '守护进程、其配置及配置中的问题',
  'every target with its prices, those of the profile first, and what else the tracks list':
    '所有目标及其价格，路由方案中的目标在前，以及各通道另外列出的模型',
  'this track only, with everything it lists': '只看此通道，及其列出的全部模型',
  'ask the tracks for their lists again': '重新向各通道获取列表',
  'tell what each can do and is good for, too': '同时显示每个模型的能力与适用场景',
  'check that each track can be reached and used, and which of its models it lists; exits 1 when one cannot (the ledger is checked by: ledger verify)':
    '检查各通道能否连接和使用，以及列出了其中哪些模型；有通道不可用时以 1 退出（检查账本请用：ledger verify）',
  'this track only': '只看此通道',
  'send each model one word, too: costs a little money, and is booked':
    '并向每个模型发送一个词：会产生少量费用，并入账',
  'measure targets by small requests: times, success, cost efficiency; tells the price and asks first':
    '用小请求测量目标：用时、成功率、成本效率；先给出价格并询问',
  'MODEL or MODEL@TRACK, separated by commas; absent: those of the profile':
    'MODEL 或 MODEL@TRACK，以逗号分隔；未给出时为路由方案中的目标',
  'how many to each target': '发往每个目标的数量',
  'how many at once, over all': '同时进行的总数',
  'go on without asking': '不询问，直接继续',
  'play what upstreams do wrong through a copy of a profile, simulated; exits 1 when a rule is missed':
    '在路由方案的副本上模拟上游的各种故障；有规则未遵守时以 1 退出',
  'act on circuit breakers: reset them, probe (the next attempt is a probe), disable (hold targets out of service), enable (put them back)':
    '操作熔断器：reset 重置，probe 探测（下一次尝试即为探测），disable 停用目标，enable 恢复目标',
  'what to do': '要做的操作',
  'MODEL@TRACK': 'MODEL@TRACK',
  'every target of the configuration': '配置中的所有目标',
  'start the daemon': '启动守护进程',
  'stay in this terminal, and tell when it is ready as one line of JSON': '留在此终端，就绪时输出一行 JSON',
  'everything a report of a bug should say, without a secret in it; exits 1 when no daemon can be had':
    '问题报告应包含的全部内容，其中没有密钥；无法得到守护进程时以 1 退出',
  'ask no upstream for its models': '不向任何上游询问其模型',
  'serve "what has it cost" to agents: the Model Context Protocol on standard input and output':
    '供智能体查询“花了多少”：标准输入和输出上的 Model Context Protocol',
  'let the daemon finish what runs, and end it': '等守护进程完成正在进行的请求，然后将其结束',
  'serve the simulated models over HTTP on this machine, in the dialects of all vendors':
    '在本机通过 HTTP 提供模拟模型，支持所有供应商的协议',
  'port; 0: any free one': '端口；0 表示任一空闲端口',

  'Base URLs of tracks, with PORT as it is printed:': '通道的基础 URL，其中 PORT 为输出的端口：',
  "{0} (a service account's token_uri: {0}/token)": '{0}（服务账号的 token_uri：{0}/token）',
  'Paths:': '路径：',
  'GET /v1/models with the header {0}': '带请求头 {0} 的 GET /v1/models',
  '{0} (?alt=sse or a JSON array)': '{0}（?alt=sse 或 JSON 数组）',
  '{0} (as above)': '{0}（同上）',
  'POST /_script takes faults, such as {0}; GET /_seen tells what was asked':
    'POST /_script 接收故障，例如 {0}；GET /_seen 返回收到的请求',
};
