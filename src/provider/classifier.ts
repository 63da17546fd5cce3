/** The model that may be asked what a request is about: one of the user's own, because what is not yet judged is shown to it. */
import { Problem } from "../kit/problem.ts";
import type { Config } from "../model/config.ts";
import { placeOf } from "./catalogue.ts";

/** Throws `Problem` config-invalid where `routing.classifier` names no model nearby. */
export function checkClassifier({ routing: { classifier }, providers, aliases }: Config): void {
  if (classifier === undefined) return;
  const name = classifier.slice(0, classifier.indexOf("/"));
  const provider = Object.hasOwn(providers, name) ? providers[name] : undefined;
  if (provider === undefined || !provider.enabled)
    throw wrong(`there is no provider '${name}' in use`, "name one of the providers: provider/model");
  if (Object.hasOwn(aliases, classifier))
    throw wrong("it is an alias, which may lead anywhere", "name the model itself: provider/model");
  const { reach } = placeOf(name, provider);
  if (reach === "external")
    throw wrong(
      `'${name}' is a third party, and what is not yet judged goes to none`,
      "name a model on this machine, or on a host of yours (reach: network)",
    );
}

function wrong(because: string, hint: string): Problem {
  return new Problem("config-invalid", "the model for routing.classifier cannot be used", because, hint);
}
