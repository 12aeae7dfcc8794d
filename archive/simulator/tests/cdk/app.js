// The application that the test deploys with the CDK's command line: a stack without assets, and one that has a file.
const path = require("node:path");
const { App, CfnOutput, Stack, LegacyStackSynthesizer, RemovalPolicy } = require("aws-cdk-lib");
const s3 = require("aws-cdk-lib/aws-s3");
const sqs = require("aws-cdk-lib/aws-sqs");
const assets = require("aws-cdk-lib/aws-s3-assets");

const app = new App();
const env = { account: "123456789012", region: "us-east-1" };

const plain = new Stack(app, "plain", { env, synthesizer: new LegacyStackSynthesizer() });
const bucket = new s3.Bucket(plain, "Bucket", {
  bucketName: "acme-cdk-plain",
  versioned: app.node.tryGetContext("versioned") === "yes",
  removalPolicy: RemovalPolicy.DESTROY,
});
new CfnOutput(plain, "Name", { value: bucket.bucketName });

const withFile = new Stack(app, "with-file", { env });
new sqs.Queue(withFile, "Queue", { queueName: "acme-cdk-queue" });
const file = new assets.Asset(withFile, "File", { path: path.join(__dirname, "app.js") });
new CfnOutput(withFile, "Url", { value: file.s3ObjectUrl });
app.synth();
