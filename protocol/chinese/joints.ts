/** How several messages become one, in Simplified Chinese. */

export const chineseJoints: Readonly<Record<string, string>> = {
  '{0} (likewise {1})': '{0}（{1} 同样）',
  '{0} (besides, {1})': '{0}（此外，{1}）',
  'no target is available: {0}': '没有可用的目标：{0}',
  'no target of profile {0} can serve this request ({1})': '路由方案 {0} 中没有目标能处理此请求（{1}）',
  '{0}: the answer was cut off. {1}': '{0}：回答被截断。{1}',
  '{0}: {1}: {2}': '{0}：上游返回 {1}：“{2}”',
  '{0}: {1}.': '{0}：上游返回 {1}。',
  '{0}, {1}': '{0}，{1}',
  '{0}: {1}': '{0}：{1}',
  '{0} {1}': '{0}{1}',
};
