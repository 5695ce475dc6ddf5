// Speaks /v1/chat/completions over a real model, as far as OMA asks: a schema, a limit, a seed; no
// streaming, no tools. Usage: node server.mjs NODE_MODULES MODEL.gguf [PORT]. Writes its address.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, modelPath, port = "0"] = process.argv.slice(2);
const entry = createRequire(resolve(modules, "x.js")).resolve("node-llama-cpp");
const { getLlama, LlamaChatSession } = await import(pathToFileURL(entry));

const llama = await getLlama({ gpu: false, build: "never", skipDownload: true, logLevel: "error" });
const model = await llama.loadModel({ modelPath });
// One thread: on a busy machine several wait for each other.
const context = await model.createContext({ contextSize: 2048, sequences: 1, threads: 1 });

// The grammar knows shapes, not how JSON Schema spells a choice.
const shape = (schema) => {
  if (Array.isArray(schema)) return schema.map(shape);
  if (schema === null || typeof schema !== "object") return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key === "anyOf" ? "oneOf" : key, shape(value)]);
  return Object.fromEntries(entries);
};

const refuse = (status, message) => Object.assign(new Error(message), { status });

async function complete(asked) {
  const { messages = [], response_format: format, stream } = asked;
  if (stream) throw refuse(400, "This server does not stream.");
  const system = messages.filter(({ role }) => role === "system").map(({ content }) => content);
  const said = messages.filter(({ role }) => role !== "system");
  if (said.at(-1)?.role !== "user") throw refuse(400, "The last message must be the user's.");
  const grammar = format?.type === "json_schema"
    ? await llama.createGrammarForJsonSchema(shape(format.json_schema.schema))
    : format?.type === "json_object" ? await llama.getGrammarFor("json") : undefined;
  const sequence = context.getSequence();
  try {
    const session = new LlamaChatSession({ contextSequence: sequence, systemPrompt: system.join("\n\n") });
    const history = said.slice(0, -1).map(({ role, content }) =>
      role === "user" ? { type: "user", text: content } : { type: "model", response: [content] });
    session.setChatHistory([...session.getChatHistory(), ...history]);
    const before = sequence.tokenMeter.getState();
    const { responseText, stopReason } = await session.promptWithMeta(said.at(-1).content, {
      grammar,
      maxTokens: asked.max_completion_tokens ?? asked.max_tokens,
      temperature: asked.temperature ?? 1,
      seed: asked.seed,
    });
    const used = sequence.tokenMeter.diff(before);
    session.dispose();
    return {
      id: `chatcmpl-${Date.now()}`,
      object: "chat.completion",
      created: Math.floor(Date.now() / 1000),
      model: model.filename ?? "local",
      choices: [{
        index: 0,
        message: { role: "assistant", content: responseText, refusal: null },
        finish_reason: stopReason === "maxTokens" ? "length" : "stop",
      }],
      usage: {
        prompt_tokens: used.usedInputTokens,
        completion_tokens: used.usedOutputTokens,
        total_tokens: used.usedInputTokens + used.usedOutputTokens,
      },
    };
  } finally {
    sequence.dispose();
  }
}

const read = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  try {
    return JSON.parse(Buffer.concat(parts).toString());
  } catch {
    throw refuse(400, "The body is no JSON.");
  }
};

let turn = Promise.resolve();
const server = createServer(async (request, response) => {
  const send = (status, body) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  if (request.method !== "POST" || request.url !== "/v1/chat/completions") {
    return send(404, { error: { message: "There is nothing here.", type: "invalid_request_error" } });
  }
  try {
    const asked = await read(request);
    // One sequence, so one at a time.
    turn = turn.catch(() => {}).then(() => complete(asked));
    send(200, await turn);
  } catch (error) {
    const status = error.status ?? 500;
    send(status, { error: { message: error.message, type: "server_error", code: status } });
  }
});
server.listen(Number(port), "127.0.0.1", () => {
  console.log(`http://127.0.0.1:${server.address().port}/v1`);
});
