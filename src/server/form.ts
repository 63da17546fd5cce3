/** A form with files (`multipart/form-data`, RFC 7578): its fields as texts, and what is told of its files. */

export type Form = {
  /** Name and value of each, in order: names may come twice, or be anything. */
  readonly fields: readonly (readonly [string, string])[];
  /** The model it names; of several that is none. */
  readonly model?: string;
  readonly streams: boolean;
  readonly files: readonly { readonly name: string; readonly type: string; readonly size: number }[];
  /** The bytes with another model in its field; everything else stays as it is. */
  readonly rename: (model: string) => Uint8Array;
};

/** Undefined for what is no form, or none that can be read. */
export async function formIn(type: string, raw: Uint8Array): Promise<Form | undefined> {
  if (!type.startsWith("multipart/form-data")) return undefined;
  let data: FormData;
  try {
    data = (await new Response(raw as Bun.BodyInit, { headers: { "content-type": type } }).formData()) as FormData;
  } catch {
    return undefined;
  }
  const fields: [string, string][] = [];
  const files: Form["files"][number][] = [];
  data.forEach((value, name) => {
    if (typeof value !== "string") files.push({ name: value.name, type: value.type, size: value.size });
    else fields.push([name, value]);
  });
  const models = fields.filter(([name]) => name === "model").map(([, value]) => value);
  const model = models.length === 0 ? {} : { model: models.join("\n") };
  const streams = fields.some(([name, value]) => name === "stream" && value === "true");
  return { fields, files, streams, ...model, rename: (model) => withModel(raw, model) };
}

/** The model's field: its head, and the value up to the next boundary. */
const MODEL = /(content-disposition:[^\r\n]*[; ]name="?model"?[^\r\n]*\r\n(?:[^\r\n]+\r\n)*\r\n)([^\r\n]*)(?=\r\n--)/i;

function withModel(raw: Uint8Array, model: string): Uint8Array {
  // one character a byte, so that places are the same in both
  const found = MODEL.exec(Buffer.from(raw).toString("latin1"));
  if (found === null) return raw;
  const start = found.index + found[1]!.length;
  return Buffer.concat([raw.subarray(0, start), Buffer.from(model), raw.subarray(start + found[2]!.length)]);
}
