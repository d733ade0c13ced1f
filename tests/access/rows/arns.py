"""What the rows speak of, as ARNs with places for the names of an environment; and what requests say of themselves."""

from __future__ import annotations

from tests.access.rows.row import Context

DB, SNAPSHOT = "arn:aws:rds:{r}:{a}:db:{p}{r}-database-a", "arn:aws:rds:{r}:{a}:snapshot:{p}manual"
AUTOMATED = "arn:aws:rds:{r}:{a}:snapshot:rds:{p}{r}-database-a-2026-11-25"
COPIED = "arn:aws:rds:{r}:{a}:snapshot:awsbackup:job-1"
SECRET, MASTERS_SECRET, BOOTSTRAP_SECRET = "{secret-application}", "{secret-master}", "{secret-bootstrap}"
OTHER_SECRET = "arn:aws:secretsmanager:{r}:{a}:secret:{p}{r}-origin-secret-AbCdEf"
HEARTBEAT = "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/database/heartbeat-AbCdEf"
TRUST = "arn:aws:ssm:{r}:{a}:parameter/storefront/{e}/database/ca-bundle"
COPY = "arn:aws:rds:{r}:{a}:db:drill-{p}20261128t030000"
RESTORED = "arn:aws:rds:{r}:{a}:db:awsbackup-restore-test-1"
POSTGRESQL_LOG = "arn:aws:logs:{r}:{a}:log-group:/aws/rds/instance/{p}{r}-database-a/postgresql:log-stream:x"
GROUP = "arn:aws:logs:{r}:{a}:log-group:"
REQUESTS_LOG = GROUP + "/{p}{r}-servers/application/nginx-access"
LOAD_BALANCER = "arn:aws:elasticloadbalancing:{r}:{a}:loadbalancer/app/{p}{r}-alb/0123456789abcdef"
FLOWS = "arn:aws:logs:{r}:{a}:log-group:/{p}{r}-flow-logs:log-stream:x"
AUDIT_BUCKET = "arn:aws:s3:::{p}{r}-audit-{a}"
AUDIT_FILE = AUDIT_BUCKET + "/AWSLogs/{a}/CloudTrail/x.json.gz"
MANIFEST = "arn:aws:ssm:{r}:{a}:parameter/storefront/{e}/manifest/database"
METRICS_PRIMARY, METRICS_REPLICA = (
    f"arn:aws:pi:{{r}}:{{a}}:metrics/rds/{{{part}}}" for part in ("primary", "replica")
)
ROLE, BOUNDARY = "arn:aws:iam::{a}:role/{p}", "arn:aws:iam::{a}:policy/boundary/{p}"
DEPLOYMENT = "arn:aws:iam::{a}:role/storefront-deployment"
FUNCTION = "arn:aws:lambda:{r}:{a}:function:{p}{r}-database-access"
READING = "arn:aws:lambda:{r}:{a}:function:{p}{r}-database-reading"
TUNING_REPORT = "arn:aws:s3:::{p}{r}-tuning-reports-{a}/tuning/{e}/report.json"
FUNCTION_LOG = "arn:aws:logs:{r}:{a}:log-group:/aws/lambda/{p}{r}-database-access:log-stream:x"
SERVER = "arn:aws:ec2:{r}:{a}:instance/i-00000000000000001"
HOST: Context = {"ssm:resourceTag/Server": "operations-host", "ssm:SessionDocumentAccessCheck": "true"}
BRIDGE: Context = {"ssm:resourceTag/Server": "tableau-bridge", "ssm:SessionDocumentAccessCheck": "true"}
OWN_SESSION = "arn:aws:ssm:{r}:{a}:session/AROAEXAMPLE1234567890:somebody-0123456789abcdef0"
OTHERS_SESSION = OWN_SESSION.replace("somebody", "somebody-else")
SIGNED: Context = {"aws:userid": "AROAEXAMPLE1234567890:somebody"}
SHELL = "arn:aws:ssm:{r}:{a}:document/SSM-SessionManagerRunShell"
ORIGIN_SECRET = "arn:aws:secretsmanager:{r}:{a}:secret:{p}{r}-origin-secret-AbCdEf"
LISTENER_RULE = "arn:aws:elasticloadbalancing:{r}:{a}:listener-rule/app/{p}{r}-alb/0123456789abcdef/0123456789abcdef/0123456789abcdef"
DISTRIBUTION = "arn:aws:cloudfront::{a}:distribution/E1234567890ABC"
TOKEN = "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/tableau-token-AbCdEf"
MARKETING = SECRET.replace("application", "marketing")
# As a server names it: the copy in its own region has the same name.
OWN_SECRET = "arn:aws:secretsmanager:{r}:{a}:secret:storefront/{e}/database/application-AbCdEf"
OWN_MARKETING = OWN_SECRET.replace("application", "marketing")
DELIVERIES, REPORTS = "arn:aws:s3:::{p}{r}-deliveries-{a}/", "arn:aws:s3:::{p}{r}-server-reports-{a}/"
DATABASE_LOGS = GROUP + "/aws/rds/instance/{p}{r}-database-a/postgresql"
VISITORS_FILE = "arn:aws:s3:::{p}{r}-access-logs-{a}/AWSLogs/{a}/CloudFront/x.gz"
TRAIL = "arn:aws:cloudtrail:{r}:{a}:trail/{p}{r}-trail"
VPC, ENDPOINT = "arn:aws:ec2:{r}:{a}:vpc/vpc-1", "arn:aws:ec2:{r}:{a}:vpc-endpoint/vpce-1"
VAULT = "arn:aws:backup:{r}:{a}:backup-vault:{p}{r}-backup-vault"
STATE = "arn:aws:s3:::example-storefront-{e}-state/.pulumi/stacks/storefront/{e}.json"
STATE_KEY = "arn:aws:kms:us-east-1:{a}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
TOKENS: Context = {"pi:Dimensions": ["db.sql_tokenized.statement"]}
VALUES: Context = {"pi:Dimensions": ["db.sql.statement"]}
ELSEWHERE: Context = {"aws:RequestedRegion": "eu-west-1"}


def login(resource_id: str, user: str) -> str:
    """A database user as IAM names it."""
    return f"arn:aws:rds-db:{{r}}:{{a}}:dbuser:{{{resource_id}}}/{user}"


def through(service: str, purpose: str, **more: str) -> Context:
    """A use of a key on a service's way."""
    context = {key.replace("__", ":"): value for key, value in more.items()}
    alias = f"alias/{{p}}{{r}}-{purpose}"
    return {"kms:ViaService": f"{service}.{{r}}.amazonaws.com", "kms:ResourceAliases": [alias], **context}


ANSWERS: Context = {"cloudwatch:namespace": "Storefront/Support"}
OTHER_METRICS: Context = {"cloudwatch:namespace": "Storefront/Store"}
