/** Why nobody was signed in with an account elsewhere, as the server puts it into the address. */
export const PROBLEMS = {
  failed: 'Signing in there did not work, or took too long. Try again.',
  cancelled: 'You were not signed in: the other side says that you, or it, said no.',
  email_not_verified: 'The other side does not say that it knows your e-mail to be yours.',
  not_linked: 'There is an account with your e-mail, which is not linked with the one over there.',
  no_account: 'You have no account here. Ask an administrator to invite you.',
} as const;

export type Problem = keyof typeof PROBLEMS;

/** Tell whether a word from the address is one of these. */
export function isProblem(word: unknown): word is Problem {
  return typeof word === 'string' && Object.hasOwn(PROBLEMS, word);
}
