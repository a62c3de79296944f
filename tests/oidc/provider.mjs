// A real provider on the loopback: whoever types an address is that person; addresses that begin with "unverified" are not vouched for.
import { Provider } from 'oidc-provider'

const [port, back] = process.argv.slice(2)
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'weekwatch', client_secret: 'only-for-tests', response_types: ['code'],
    redirect_uris: [back], post_logout_redirect_uris: [back]
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['only-for-tests'] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: 'Somebody', email: id, email_verified: !id.startsWith('unverified') })
  })
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
