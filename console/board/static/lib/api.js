// Asking the server: answers as data, refusals as errors with the server's own words.

let csrf = '';

/** A refusal of the server, or that it cannot be reached (`status` 0). */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, {credentials: 'same-origin', ...options});
  } catch (error) {
    if (error.name === 'AbortError' || error.name === 'TimeoutError') throw error;
    throw new ApiError(0, error.message);
  }
  const text = await response.text();
  let content = null;
  try {
    content = text ? JSON.parse(text) : null;
  } catch {
    // Not JSON: an error page of something in between.
  }
  if (!response.ok) {
    const detail = content?.detail;
    throw new ApiError(response.status, typeof detail === 'string' ? detail : `${response.status} ${response.statusText}`.trim());
  }
  if (content?.you && 'csrf' in content.you) csrf = content.you.csrf;
  return content;
}

/** Get what lies at an address. */
export function get(path, options = {}) {
  return ask(path, {headers: {Accept: 'application/json'}, ...options});
}

/** Change something at an address; the visit's mark against forged requests goes with it. */
export async function post(path, body = {}) {
  if (!csrf && path !== '/api/login') await get('/api/showings');
  return ask(path, {
    method: 'POST',
    headers: {'Accept': 'application/json', 'Content-Type': 'application/json', 'X-Saylau-CSRF': csrf},
    body: JSON.stringify(body),
  });
}
