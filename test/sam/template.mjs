// Makes from the CDK's template the one that SAM runs here: the same functions
// and routes, with three differences that a laptop needs. The code is an x86_64
// build (build/sam/<function>), since a container of another architecture would
// have to be emulated; the environment is test/sam/env.json's for every function,
// with the ports of this run, since SAM passes on only variables that the
// template names; and what SAM does not run (alarms, roles, the distribution,
// ...) is left out. It writes that environment too.
import { readFileSync, writeFileSync } from 'node:fs'

const [from, to, toEnvironment] = process.argv.slice(2)
const template = JSON.parse(readFileSync(from))
const environment = JSON.parse(readFileSync(new URL('./env.json', import.meta.url))).Parameters
const { DB_PORT = 8000, BRIDGE_PORT = 8026, PORT = 3000 } = process.env
environment.AWS_ENDPOINT_URL_DYNAMODB = `http://host.docker.internal:${DB_PORT}`
environment.AWS_ENDPOINT_URL_SESV2 = `http://host.docker.internal:${BRIDGE_PORT}`
environment.USHER_DASHBOARD_URL = `http://127.0.0.1:${PORT}`
const kept = /^AWS::(Lambda::Function|ApiGatewayV2::(Api|Stage))$/
const resources = {}
for (const [name, resource] of Object.entries(template.Resources)) {
  const { Type: type, Properties: properties } = resource
  if (!kept.test(type)) continue
  if (type === 'AWS::Lambda::Function') {
    if (!String(properties.FunctionName ?? '').startsWith('usher-')) continue // the CDK's own helpers
    const id = properties.FunctionName.replace(/^usher-[^-]+-/, '')
    properties.Architectures = ['x86_64']
    properties.Environment = { Variables: environment }
    delete properties.Role
    delete properties.LoggingConfig
    delete resource.DependsOn
    resource.Metadata = { 'aws:cdk:path': `usher/${id}/Resource`, 'aws:asset:path': `../build/sam/${id}`, 'aws:asset:property': 'Code' }
  }
  if (type === 'AWS::ApiGatewayV2::Stage') delete properties.AccessLogSettings
  resources[name] = resource
}
writeFileSync(to, JSON.stringify({ Resources: resources }, null, 1))
writeFileSync(toEnvironment, JSON.stringify({ Parameters: environment }, null, 1))
console.log(`${Object.keys(resources).length} resources in ${to}`)
