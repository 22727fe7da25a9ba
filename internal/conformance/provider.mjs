// A certified OpenID provider with one client and accounts for every name: its issuer is
// printed once it listens. It ends when its standard input does.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [site] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'shop', client_secret: 's3cret:/+', grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
      redirect_uris: [`${site}/auth/callback/real`], post_logout_redirect_uris: [`${site}/auth/logged-out/real`],
      backchannel_logout_uri: `${site}/auth/backchannel/real`, backchannel_logout_session_required: true,
    }],
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id} the cook`, email: `${id}@example.com`, realm_access: { roles: ['chef'] } }),
    }),
    claims: { openid: ['sub'], profile: ['name', 'realm_access'], email: ['email'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key for tests'] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    // Its own refuses addresses of this machine, where the site is.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    features: {
      backchannelLogout: { enabled: true },
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      resourceIndicators: {
        enabled: true, defaultResource: () => 'urn:orders', useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: '', audience: 'urn:orders', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
      },
    },
  });
  for (const event of ['server_error', 'grant.error', 'backchannel.error', 'end_session.error', 'authorization.error']) {
    provider.on(event, (...about) => console.error(event, ...about.map((each) => each?.error_description ?? each?.message ?? '')));
  }
  server.on('request', provider.callback());
  console.log(issuer);
});
process.stdin.on('end', () => process.exit()).resume();
