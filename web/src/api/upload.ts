import { csrfHeader } from "@/api/client";
import { problemOf } from "@/api/problem";

/**
 * Send a file as the body of a POST, telling how much of it (0 to 1) has gone out. Throws `Problem` for an error reply
 * and `TypeError` without a connection, as `fetch` does.
 */
export function upload<T>(
  path: string,
  file: Blob,
  told: (share: number) => void,
  type = "application/octet-stream",
): Promise<T> {
  return new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", type);
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) done(request.response as T);
      else failed(problemOf(request.status, request.response));
    };
    request.onerror = () => failed(new TypeError("no connection"));
    request.send(file);
  });
}
