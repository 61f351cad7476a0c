// Prints the claims that NextAuth itself finds in a session token. Takes the folder of npm's next-auth, and reads
// {"token": "...", "secret": "..."}.
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";

const { decode } = createRequire(`${process.argv[2]}/package.json`)("next-auth/jwt");
const { token, secret } = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(await decode({ token, secret })));
