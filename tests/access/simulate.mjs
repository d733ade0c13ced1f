// Evaluates requests against policies by AWS's rules: each line in is a JSON array of simulations, each line out one of verdicts.
import { createInterface } from 'node:readline'
import { getDenialReasons, getGrantReasons, runSimulation } from '@cloud-copilot/iam-simulate'

// Which policy decided, and by which statement; what no statement allows is denied by none.
const named = (reason) => [reason.policyType, reason.statementId ?? ''].join(':')

async function verdict(simulation) {
  const found = await runSimulation(simulation, { simulationMode: 'Strict' })
  if (found.resultType === 'error') return { error: JSON.stringify(found.errors) }
  const { analysis, ignoredContextKeys } = found.resultType === 'single' ? found.result : found.results[0] ?? {}
  if (analysis === undefined) return { result: found.overallResult, by: [], ignored: [] }
  const reasons = found.overallResult === 'Allowed' ? getGrantReasons(analysis) : getDenialReasons(analysis)
  return { result: found.overallResult, by: reasons.map(named), ignored: ignoredContextKeys ?? [] }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await Promise.all(JSON.parse(line).map(verdict))) + '\n')
}
