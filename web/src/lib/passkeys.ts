/** Whether this browser can hand our challenges to a device at all; on plain http, save on localhost, none can. */
export const passkeysWork =
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

type Answer = Record<string, unknown>;

/** Let a device make a key; `options` and the answer are JSON as the server has it. Raises an Error in plain words. */
export function makePasskey(options: unknown): Promise<Answer> {
  return inWords(async () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options as PublicKeyCredentialCreationOptionsJSON,
    );
    return navigator.credentials.create({ publicKey });
  });
}

/** Let a device sign with its key. Raises an Error in plain words. */
export function signWithPasskey(options: unknown): Promise<Answer> {
  return inWords(async () => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
    return navigator.credentials.get({ publicKey });
  });
}

const WORDS: Record<string, string> = {
  NotAllowedError: 'The device did not answer, or you said no. Try again.',
  InvalidStateError: 'This device has a passkey for your account already.',
  SecurityError: 'Passkeys belong to another address than this page has. Open Pilothouse at its public address.',
};

async function inWords(ask: () => Promise<Credential | null>): Promise<Answer> {
  try {
    const credential = await ask();
    return (credential as PublicKeyCredential).toJSON() as Answer;
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    throw new Error(WORDS[name] ?? 'The device could not do this. Try another one.', { cause: error });
  }
}
