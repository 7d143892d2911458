// A throw-away certificate for pretended sites. Browsers reach the sites of the real web by https alone, and a content
// script that knows sites by their host can only be tried under that host.
import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A key and a certificate that nobody has signed, good for a day.
 * `pin` is the base64 SHA-256 of its public key: what Chromium takes instead of trust, for this one key.
 * @returns {{ key: string, cert: string, pin: string }} PEM, PEM, base64
 */
export function throwAway() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = "01";
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + DAY_MS);
  const name = [{ name: "commonName", value: "pretended.example" }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([{ name: "subjectAltName", altNames: [{ type: 2, value: "pretended.example" }] }]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  const spki = createPublicKey(publicKey).export({ type: "spki", format: "der" });
  return {
    key: privateKey,
    cert: forge.pki.certificateToPem(certificate),
    pin: createHash("sha256").update(spki).digest("base64"),
  };
}
