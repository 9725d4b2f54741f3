/** What stands between a client and the daemon, in Simplified Chinese. */

export const chineseDaemon: Readonly<Record<string, string>> = {
  'no daemon runs for {0}': '{0} 没有正在运行的守护进程',
  'the daemon for {0} could not be reached: {1}': '无法连接 {0} 的守护进程：{1}',
  'the daemon ended just after it had answered; try again': '守护进程在应答后随即结束；请重试',
  'the daemon ended the connection before it answered': '守护进程在应答之前断开了连接',
  'the running daemon is newer ({0}, protocol {1}) than this client ({2}, protocol {3}): update this client, or stop the daemon':
    '正在运行的守护进程（{0}，协议 {1}）比此客户端（{2}，协议 {3}）新：请更新此客户端，或停止守护进程',
  'an older daemon ({0}) is still at work and speaks another protocol; try again when it is done':
    '较旧的守护进程（{0}）仍在工作，且使用另一协议；请待其完成后重试',
  'the daemon at {0} does not answer; end its process and try again': '{0} 处的守护进程没有应答；请结束其进程后重试',
  'what answers at {0} is no daemon of Dualtrack': '在 {0} 应答的不是 Dualtrack 的守护进程',
  "the daemon's socket {0} cannot be opened: {1}": '无法打开守护进程的套接字 {0}：{1}',
  'the data directory {0} cannot be used: {1}': '无法使用数据目录 {0}：{1}',
  'the data directory {0} must be a folder of yours, or one that others cannot write to; name another':
    '数据目录 {0} 必须是您自己的文件夹，或他人无法写入的文件夹；请另指定',
  "the socket's folder {0} must be a folder of yours that is closed to others (mode 700); remove it and try again":
    '套接字所在文件夹 {0} 必须是您自己的且不对他人开放（权限 700）；请删除后重试',
  'another daemon already serves {0}; this one is not needed': '另一个守护进程已在为 {0} 服务；不需要这一个',
  'the daemon could not start: {0}': '守护进程无法启动：{0}',
  'Another daemon (process {0}) keeps the ledger in {1}. Stop it, or use another data directory.':
    '另一个守护进程（进程 {0}）正在使用 {1} 中的账本。请停止它，或使用其他数据目录。',
  'the configuration file {0} cannot be read: {1}': '无法读取配置文件 {0}：{1}',
  'the configuration file {0} cannot be used: {1}': '无法使用配置文件 {0}：{1}',
  '{0} is not valid JSON: line {1}: {2}': '{0} 不是有效的 JSON：第 {1} 行：{2}',
  'no folder can be made in {0} ({1})': '无法在 {0} 中创建文件夹（{1}）',
  'it does not exist': '文件不存在',
  'it did not answer within {0} s (see {1})': '它在 {0} 秒内没有应答（见 {1}）',
  'it ended with {0}': '它以 {0} 结束',
};
