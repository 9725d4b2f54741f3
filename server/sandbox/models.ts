/** The models the sandbox simulates: those of the guide, at its prices and latencies. */
import { type GuideModel, relayModels, vertexModel } from '../catalogue/guide.ts';

export type SandboxModel = GuideModel;

export const sandboxModels: readonly SandboxModel[] = [...relayModels, vertexModel];
