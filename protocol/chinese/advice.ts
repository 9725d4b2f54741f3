/**
 * What to do about a trouble with an upstream, in Simplified Chinese: sentences that stand by themselves, or behind what
 * happened. The first text that fits is taken: one that holds others stands before them.
 */

export const chineseAdvice: Readonly<Record<string, string>> = {
  'It asks to wait {0}.': '它要求等待 {0}。',
  'Try again later.': '请稍后再试。',
  'The account needs credit.': '账户需要充值。',
  'Select less, or use a model with a larger context window.': '请减少所选内容，或使用上下文窗口更大的模型。',
  'Check the model name (upstreamName) against the models this key can use.':
    '请对照此密钥可用的模型检查模型名称（upstreamName）。',
  'Check the network or the proxy.': '请检查网络或代理。',
  'Check that the base URL leads to the API.': '请检查基础 URL 是否指向 API。',
  'It redirects to {0}, and a key is never sent on: set the base URL to where it leads.':
    '它重定向到 {0}，而密钥绝不会转发：请将基础 URL 设为重定向的目标。',
  'It redirects, and a key is never sent on: set the base URL to where it leads.':
    '它会重定向，而密钥绝不会转发：请将基础 URL 设为重定向的目标。',

  'No key was sent: set apiKey for this track.': '没有发送密钥：请为此通道设置 apiKey。',
  'The key holds quotes, white space or the word "Bearer": store the key alone.':
    '密钥中含有引号、空白或“Bearer”一词：请只保存密钥本身。',
  'The key has the shape of a key of {0}, but this track is at {1}: check the key or the base URL.':
    '密钥的形式属于 {0}，但此通道位于 {1}：请检查密钥或基础 URL。',
  'The key does not have the shape of a key of {0}: check that it belongs to {1}.':
    '密钥的形式不像 {0} 的密钥：请检查它是否属于 {1}。',
  'Check that the key is valid, belongs to this base URL, and has credit.':
    '请检查密钥是否有效、是否属于此基础 URL、是否有余额。',
  'The base URL must end before /chat/completions.': '基础 URL 必须在 /chat/completions 之前结束。',
  'The base URL has no version in its path: it may have to be {0}.': '基础 URL 的路径中没有版本：可能应为 {0}。',

  'Check the model name (upstreamName), and that the model is offered in {0} and enabled for project {1}.':
    '请检查模型名称（upstreamName），以及该模型是否在 {0} 提供并已为项目 {1} 启用。',
  'Billing is off for project {0}: switch it on in the Google Cloud console.':
    '项目 {0} 未启用结算：请在 Google Cloud 控制台中启用。',
  'The access token lacks the scope https://www.googleapis.com/auth/cloud-platform.':
    '访问令牌缺少作用域 https://www.googleapis.com/auth/cloud-platform。',
  'The access token is not valid, or no longer.': '访问令牌无效或已失效。',
  'Check that project {0} exists and that this account may use it.':
    '请检查项目 {0} 是否存在，以及此账户是否可以使用它。',
  'The account needs the role roles/aiplatform.user.': '此账户需要角色 roles/aiplatform.user。',
  'Put a new one where credentials.token says; gcloud auth print-access-token gives one.':
    '请在 credentials.token 所指之处放入新的；可用 gcloud auth print-access-token 获得。',
  'Check that the key in {0} was not deleted or replaced.': '请检查 {0} 中的密钥是否已被删除或替换。',
  'The account that impersonates needs the role roles/iam.serviceAccountTokenCreator on the service account.':
    '进行模拟的账户需要在该服务账户上拥有角色 roles/iam.serviceAccountTokenCreator。',
  "Check this machine's clock: the signed request looks too old or from the future.":
    '请检查本机时钟：已签名的请求看起来过旧或来自未来。',
  'Check that the key file is of a service account that exists, and that its key was not deleted.':
    '请检查密钥文件所属的服务账户是否存在，其密钥是否已被删除。',
  'Check the workload identity pool, its provider and its conditions.': '请检查工作负载身份池、其提供方与条件。',
  'The login has ended or was revoked.': '登录已结束或被撤销。',
  'It is enabled at {0}': '可在 {0} 启用',
  'Run: {0}': '请运行：{0}',

  'Set tracks.{0}.baseUrl to where it redirects.': '请将 tracks.{0}.baseUrl 设为重定向的目标。',
  'Set tracks.{0}.baseUrl to {1}: there the models are listed.': '请将 tracks.{0}.baseUrl 设为 {1}：那里列出了模型。',
  "The server's certificate must be renewed, or this machine's clock is wrong.":
    '服务器的证书需要更新，或本机时钟有误。',
  "The certificate is not valid yet: check this machine's clock.": '证书尚未生效：请检查本机时钟。',
  'Nobody this machine trusts vouches for the certificate. If it is your own or that of a proxy which reads TLS, name its authority in network.extraCaFile.':
    '本机信任的机构都未为此证书作保。如果它是您自己的，或属于解读 TLS 的代理，请在 network.extraCaFile 中指定其颁发机构。',
  'The certificate is of another host: check the host name in the base URL.':
    '证书属于其他主机：请检查基础 URL 中的主机名。',
  'Connect this machine to a network, or check its proxy.': '请将本机连接到网络，或检查其代理。',
  'The proxy {0} does not let the request through: check its address, login and rules.':
    '代理 {0} 不放行请求：请检查其地址、登录信息与规则。',
  'No TLS is spoken there: check the port, or whether it must be http.':
    '那里不使用 TLS：请检查端口，或是否应为 http。',
  'It is the proxy {0} that cannot be reached: check network.proxy, or HTTPS_PROXY.':
    '无法连接的是代理 {0}：请检查 network.proxy 或 HTTPS_PROXY。',
  'Nobody knows the host {0}: check the base URL, the network, or the VPN.':
    '找不到主机 {0}：请检查基础 URL、网络或 VPN。',
  'Nothing listens at {0}: check the port, and that the server runs.':
    '{0} 没有服务在监听：请检查端口，以及服务器是否在运行。',
  'The proxy {0} stands between: check what it lets through.': '中间有代理 {0}：请检查它放行什么。',
  '{0} does not answer: check whether a firewall drops the connection, or a proxy is needed (network.proxy).':
    '{0} 没有应答：请检查防火墙是否丢弃了连接，或是否需要代理（network.proxy）。',
  '{0} does not answer: check whether a firewall drops the connection, or the proxy {1} lets it through.':
    '{0} 没有应答：请检查防火墙是否丢弃了连接，或代理 {1} 是否放行。',
  'The track is over its limit now: wait, raise the quota at the vendor, or lower limits of the track.':
    '此通道现已超出限额：请等待，在供应商处提高配额，或调低通道的 limits。',
  'It is the upstream that fails: try again later.': '失败的是上游：请稍后再试。',
  'What answers there is not the API: check the base URL.': '在那里应答的不是 API：请检查基础 URL。',
  'The account needs credit, or its billing is off.': '账户需要充值，或未启用结算。',
  'The key is known and may not do this: check what it is allowed to.': '密钥有效但无权进行此操作：请检查其权限。',
  "This machine's clock is {0} minutes ahead of the upstream's: set it, and tokens are taken again.":
    '本机时钟比上游快 {0} 分钟：校准后即可重新使用令牌。',
  "This machine's clock is {0} minutes behind the upstream's: set it, and tokens are taken again.":
    '本机时钟比上游慢 {0} 分钟：校准后即可重新使用令牌。',
  'The model may not be offered in {0}: try another, such as "global".':
    '该模型可能不在 {0} 提供：请尝试其他位置，例如“global”。',
  'this location': '此位置',
  'Check the name of the model (upstreamName) against the models that are listed.':
    '请对照所列模型检查模型名称（upstreamName）。',
};
