/** What a budget counts, in Simplified Chinese. */

export const chineseScopes: Readonly<Record<string, string>> = {
  'profile {0}': '路由方案 {0}',
  'workspace {0}': '工作区 {0}',
  'track {0}': '通道 {0}',
  'model {0}': '模型 {0}',
  'client {0}': '客户端 {0}',
};
