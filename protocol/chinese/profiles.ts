/** What the built-in routing profiles do, in Simplified Chinese. */

export const chineseProfiles: Readonly<Record<string, string>> = {
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
};
