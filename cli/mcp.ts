/** `dualtrack mcp`: a Model Context Protocol server on standard input and output, so that an agent can ask what it has cost. */
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { DaemonConnection } from '../client/connection.ts';
import { methods } from '../protocol/methods.ts';
import { spendParamsSchema } from '../protocol/spend.ts';
import { productVersion } from '../protocol/version.ts';
import { type GlobalOptions, withDaemon } from './connect.ts';

interface Tool {
  readonly description: string;
  readonly parameters: z.ZodType;
  /** Throws where the arguments are wrong, or the daemon refuses. */
  run(daemon: DaemonConnection, given: unknown, signal: AbortSignal): Promise<unknown>;
}

const nothing = z.object({});
const routesSchema = z.object({ limit: z.number().int().min(1).max(100).default(10) });

/** All only look: none of them sends anything to a model, and none changes anything. */
const tools: Readonly<Record<string, Tool>> = {
  spend: {
    description:
      'What was spent, in integers of a nano-dollar (10^-9 USD), today unless from and to say otherwise; grouped by one of the dimensions.',
    parameters: spendParamsSchema,
    run: (daemon, given, signal) => daemon.request(methods.spend, spendParamsSchema.parse(given), { signal }),
  },
  routes: {
    description: 'The latest requests: which targets served or failed each, with tokens, cost and times.',
    parameters: routesSchema,
    run: (daemon, given, signal) => daemon.request(methods.requests, routesSchema.parse(given), { signal }),
  },
  budgets: {
    description: 'What is used, held and left of each budget, and when it resets.',
    parameters: nothing,
    run: (daemon, _given, signal) => daemon.request(methods.budgets, {}, { signal }),
  },
};

/** Serves until standard input ends or it is interrupted. The daemon is joined for each call: it may come and go. */
export async function serveMcp(options: GlobalOptions, interrupted: AbortSignal): Promise<void> {
  const server = new Server({ name: 'dualtrack', version: productVersion }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.entries(tools).map(([name, { description, parameters }]) => ({
      name,
      description,
      inputSchema: { ...z.toJSONSchema(parameters, { io: 'input' }), type: 'object' as const },
      annotations: { readOnlyHint: true, openWorldHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal }) => {
    const tool = Object.hasOwn(tools, params.name) ? tools[params.name] : undefined;
    if (tool === undefined)
      return failed(`there is no tool "${params.name}"; there are ${Object.keys(tools).join(', ')}`);
    try {
      const result = await withDaemon(options, signal, (daemon) => tool.run(daemon, params.arguments ?? {}, signal));
      return { content: [{ type: 'text' as const, text: JSON.stringify(result) }] };
    } catch (error) {
      if (error instanceof z.ZodError) return failed(z.prettifyError(error));
      return failed(error instanceof Error ? error.message : String(error));
    }
  });
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', resolve);
    interrupted.addEventListener('abort', () => resolve(), { once: true });
  });
  await server.connect(new StdioServerTransport());
  await closed;
  await server.close();
}

function failed(text: string) {
  return { isError: true, content: [{ type: 'text' as const, text }] };
}
