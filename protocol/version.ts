/** Which protocol and which build speak: compared in the handshake, so that a newer client can replace an older daemon. */

/** Raised when a message changes so that an older side would misread it. */
export const protocolVersion = 1;

/** The product's version; a test holds it equal to package.json's. */
export const productVersion = '0.1.0';
