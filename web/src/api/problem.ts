import type { components } from "@/api/generated/openapi";

export type ProblemDocument = components["schemas"]["Problem"];
export type FieldProblem = components["schemas"]["FieldProblem"];

/** A reply that is an error: the RFC 9457 document of the API, or our own for a reply that is none. */
export class Problem extends Error {
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.detail);
    this.name = "Problem";
    this.document = document;
  }

  get code(): string {
    return this.document.code;
  }

  get status(): number {
    return this.document.status;
  }

  /** The problems of each field, by a path without the `profile.` that a plan request puts in front. */
  get fields(): Map<string, FieldProblem> {
    return new Map((this.document.errors ?? []).map((each) => [each.field.replace(/^profile\./, ""), each]));
  }
}

function isProblem(body: unknown): body is ProblemDocument {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body;
}

/** The error behind a reply's body. */
export function problemOf(status: number, body: unknown): Problem {
  if (isProblem(body)) return new Problem(body);
  return new Problem({ type: "about:blank", title: "", status, code: "unreadable_reply", detail: "", request_id: "" });
}

/** True when there was no reply at all: the device is offline, or the server cannot be reached. */
export function isOffline(error: unknown): boolean {
  return error instanceof TypeError;
}

/** A problem that the device itself finds, in the same shape as the API's. */
export function ownProblem(code: string, detail: string): Problem {
  return new Problem({ type: "about:blank", title: "", status: 0, code, detail, request_id: "" });
}
