// The first steps with Tencent Cloud's official SDK for Node: a balancer, a listener, two targets, and traffic.
//
// Needs a running server, its variables in the environment (eval "$(twincloud env)") and: npm install tencentcloud-sdk-nodejs

const http = require('http');
const { clb } = require('tencentcloud-sdk-nodejs/tencentcloud/services/clb');

const env = process.env;
if (!env.TWINCLOUD_HTTP) throw new Error('TWINCLOUD_HTTP is not set; see above'); // or the SDK would call the cloud

const client = new clb.v20180317.Client({
  credential: { secretId: env.TENCENTCLOUD_SECRET_ID, secretKey: env.TENCENTCLOUD_SECRET_KEY },
  region: 'ap-guangzhou',
  // The only thing that is not as in production: where the endpoint is.
  profile: { httpProfile: { endpoint: env.TWINCLOUD_HTTP, protocol: 'http://' } },
});

// Calls an action that is asynchronous, and polls its task to the end.
async function call(action, parameters) {
  const answer = await client[action](parameters);
  for (;;) {
    const { Status, Message } = await client.DescribeTaskStatus({ TaskId: answer.RequestId });
    if (Status === 0) return answer;
    if (Status === 1) throw new Error(`${action} failed: ${Message}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// Starts a web server that answers with its name, and returns its port.
function webServer(name) {
  const server = http.createServer((request, response) => response.end(name));
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));
}

function ask(host, port, domain) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host, port, headers: { host: domain } }, async (response) => {
      let body = '';
      for await (const piece of response) body += piece;
      resolve(body);
    });
    request.on('error', reject);
  });
}

async function main() {
  const made = await call('CreateLoadBalancer', { LoadBalancerType: 'OPEN', LoadBalancerName: 'first-steps-js' });
  const LoadBalancerId = made.LoadBalancerIds[0];
  const found = await client.DescribeLoadBalancers({ LoadBalancerIds: [LoadBalancerId] });
  const vip = found.LoadBalancerSet[0].LoadBalancerVips[0];
  const web = await call('CreateListener', { LoadBalancerId, Protocol: 'HTTP', Ports: [8080] });
  const ListenerId = web.ListenerIds[0];
  const rule = await call('CreateRule', { LoadBalancerId, ListenerId, Rules: [{ Domain: 'shop.example', Url: '/' }] });
  const Targets = [];
  for (const name of ['blue', 'green']) Targets.push({ EniIp: '127.0.0.1', Port: await webServer(name) });
  await call('RegisterTargets', { LoadBalancerId, ListenerId, LocationId: rule.LocationIds[0], Targets });

  const seen = {};
  for (let number = 0; number < 10; number++) {
    const name = await ask(vip, 8080, 'shop.example');
    seen[name] = (seen[name] ?? 0) + 1;
  }
  console.log(`http://${vip}:8080 was answered by`, seen);
  await call('DeleteLoadBalancer', { LoadBalancerIds: [LoadBalancerId] });
  console.log('done');
  process.exit(); // the web servers would go on
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
