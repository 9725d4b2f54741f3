/**
 * What went wrong between the daemon and an upstream, in Simplified Chinese: the connection, the key, the answer. What the
 * upstream itself says is not among it and stays as it came.
 */

export const chineseTroubles: Readonly<Record<string, string>> = {
  '{0}: this machine has no network ({1}).': '{0}：本机没有网络（{1}）。',
  'no interface is up': '没有已启用的网络接口',
  '{0}: connection refused at {1}.': '{0}：{1} 拒绝连接。',
  '{0}: connection reset at {1}.': '{0}：{1} 重置了连接。',
  '{0}: connection aborted at {1}.': '{0}：与 {1} 的连接被中止。',
  '{0}: host name not found at {1}.': '{0}：找不到 {1} 的主机名。',
  '{0}: the name server did not answer at {1}.': '{0}：域名服务器没有应答（{1}）。',
  '{0}: connecting took too long at {1}.': '{0}：连接 {1} 用时过长。',
  '{0}: connection closed before the answer at {1}.': '{0}：{1} 在应答前关闭了连接。',
  '{0}: the answer has too many headers at {1}.': '{0}：{1} 的响应头过多。',
  '{0}: the answer is larger than is ever read at {1}.': '{0}：{1} 的回答超过可读取的大小。',
  '{0}: network unreachable at {1}.': '{0}：网络不可达（{1}）。',
  '{0}: network down at {1}.': '{0}：网络已断开（{1}）。',
  '{0}: host unreachable at {1}.': '{0}：主机不可达（{1}）。',
  '{0}: no local address available at {1}.': '{0}：没有可用的本地地址（{1}）。',
  '{0}: its certificate has expired at {1}.': '{0}：{1} 的证书已过期。',
  '{0}: its certificate is self-signed (network.extraCaFile can name its authority) at {1}.':
    '{0}：{1} 的证书是自签名的（可用 network.extraCaFile 指定其颁发机构）。',
  '{0}: its certificate chain is self-signed (network.extraCaFile can name its authority) at {1}.':
    '{0}：{1} 的证书链是自签名的（可用 network.extraCaFile 指定其颁发机构）。',
  '{0}: its certificate cannot be verified (network.extraCaFile can name its authority) at {1}.':
    '{0}：无法验证 {1} 的证书（可用 network.extraCaFile 指定其颁发机构）。',
  '{0}: its certificate is for another host at {1}.': '{0}：{1} 的证书属于其他主机。',
  '{0}: no TLS is spoken there at {1}.': '{0}：{1} 不使用 TLS。',
  '{0}: the connection failed ({1}) at {2}.': '{0}：与 {2} 的连接失败（{1}）。',
  '{0}: the connection failed at {1}.': '{0}：与 {1} 的连接失败。',
  'unexpected fault while asking {0}: {1}': '询问 {0} 时出现意外错误：{1}',

  '{0}: answered with JSON that is nested more than {1} deep.': '{0}：返回的 JSON 嵌套超过 {1} 层。',
  '{0}: the answer ended before it was complete.': '{0}：回答尚未完整就结束了。',
  '{0}: answered with an empty body.': '{0}：返回了空的内容。',
  '{0}: answered with a web page.': '{0}：返回的是网页。',
  '{0}: answered with something that is no JSON of a chat.': '{0}：返回的不是对话的 JSON。',
  '{0}: the answer to GET {1} is no list of models.': '{0}：GET {1} 的应答不是模型列表。',
  '{0}: the answer is no list of models.': '{0}：应答不是模型列表。',
  '{0}: an error within the answer: {1}': '{0}：回答中含有错误：{1}',
  '{0}: an error within the answer.': '{0}：回答中含有错误。',
  'temperature: sent as {0}, the most {1} takes, got {2}': 'temperature：以 {0} 发送（{1} 接受的最大值），却得到 {2}',
  '{0}: left out, because {1}': '{0}：已略去，因为{1}',
  'Anthropic has no such field': 'Anthropic 没有这样的字段',
  'Gemini has no such field': 'Gemini 没有这样的字段',
  'Mistral has no such field': 'Mistral 没有这样的字段',
  'Anthropic has none': 'Anthropic 没有',
  'Anthropic knows "auto" and "standard_only" only': 'Anthropic 只认识 "auto" 与 "standard_only"',
  'this model thinks within max_tokens and with {0} at the least, got {1}':
    '此模型在 max_tokens 之内思考，且至少需要 {0}，却得到 {1}',
  '{0}: the least there is, because {1} always thinks': '{0}：采用最低值，因为 {1} 总会思考',
  'while the model thinks none is taken': '模型思考时不接受它',
  'this model takes none': '此模型不接受它',
  'this model cannot think when tool_choice forces a tool': 'tool_choice 强制使用工具时，此模型无法思考',
  'the tool calls that are answered came without thoughts of this model': '所回应的工具调用不带此模型的思考',
  '{0}: its instructions stand before the conversation, not within it': '{0}：其指令放在会话之前，而不在其中',
  '{0}: refused for {1}.': '{0}：因 {1} 被拒绝。',
  'the model gave up ({0})': '模型放弃了（{0}）',
  'the model gave up': '模型放弃了',
  'the upstream answered with nothing': '上游没有返回任何内容',

  'no key for {0}: the secret "{1}" is held by VS Code; open a window and set it with “Dualtrack: Set API Key…”, or use env or command.':
    '{0} 没有密钥：密钥“{1}”由 VS Code 保存；请打开一个窗口，用“Dualtrack: 设置 API 密钥…”设置，或使用 env 或 command。',
  'no key for {0}: the daemon was started without the environment variable {1}; set it, and restart the daemon.':
    '{0} 没有密钥：守护进程启动时没有环境变量 {1}；请设置它，并重启守护进程。',
  'no key for {0}: its command failed.': '{0} 没有密钥：其命令失败。',
  'no key for {0}: its command printed nothing.': '{0} 没有密钥：其命令没有输出。',
  'the key of {0} must hold only characters that an HTTP header can carry, got others: a line break, or the … of a masked key.':
    '{0} 的密钥只能含有 HTTP 头可以承载的字符，却含有其他字符：换行，或被遮盖的密钥中的“…”。',
  'the header {0} must hold only characters that HTTP can carry, got others.':
    'HTTP 头 {0} 只能含有 HTTP 可以承载的字符，却含有其他字符。',
  'the base URL changed from {0} to {1}: the key "{2}" of {3} was given for the former and is not sent to the latter; confirm in VS Code with “Dualtrack: Set API Key…”.':
    '基础 URL 已从 {0} 改为 {1}：{3} 的密钥“{2}”是为前者给出的，不会发给后者；请在 VS Code 中用“Dualtrack: 设置 API 密钥…”确认。',
  'The key could not be read.': '无法读取密钥。',
  '{0}: the credential file is wrong: {1}.': '{0}：凭据文件有误：{1}。',
  "{0}: this machine's own account gives no access token ({1}). Attach a service account with the scope {2} to it, or run: {3}":
    '{0}：本机自身的账户没有给出访问令牌（{1}）。请为它附加具有作用域 {2} 的服务账户，或运行：{3}',
  '{0}: no access token could be made: {1}': '{0}：无法生成访问令牌：{1}',
  'no reason was given': '没有给出原因',
  "{0}: Google's token service answered {1}.": '{0}：Google 的令牌服务返回 {1}。',
  '{0}: Google gives no access token: {1}.': '{0}：Google 没有给出访问令牌：{1}。',
  '{0}: there are no application default credentials on this machine. Run: {1}':
    '{0}：本机没有应用默认凭据。请运行：{1}',
  '{0} must name a credential file of Google\'s, in JSON, got "{1}".':
    '{0} 必须是 Google 的 JSON 凭据文件，却得到“{1}”。',
  '{0} must name a credential file that can be read, got "{1}".': '{0} 必须是可读的凭据文件，却得到“{1}”。',
  'tracks.{0}.project must be set for Vertex AI, got none.': 'Vertex AI 必须设置 tracks.{0}.project，当前没有。',
  'tracks.{0}.baseUrl must be a URL, got none.': 'tracks.{0}.baseUrl 必须是 URL，当前没有。',
  '{0}: upstreamName must name a model of a publisher whose dialect is spoken at Vertex AI (google, anthropic, mistralai, or one whose models are served as …-maas), got "{1}".':
    '{0}：upstreamName 必须是 Vertex AI 上支持其协议的发布者（google、anthropic、mistralai，或以 …-maas 提供的）的模型，却得到“{1}”。',
};
