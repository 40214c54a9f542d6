/** The part of GitLab's schema that a lister of jobs asks for. `old` lacks `source` and `username` on pipelines. */
export const schemaText = (old: boolean) => `
scalar Time
scalar CiBuildID
enum PipelineStatusEnum { CREATED WAITING_FOR_RESOURCE PREPARING WAITING_FOR_CALLBACK PENDING RUNNING FAILED SUCCESS CANCELED CANCELING SKIPPED MANUAL SCHEDULED }
enum CiJobStatus { CREATED WAITING_FOR_RESOURCE PREPARING WAITING_FOR_CALLBACK PENDING RUNNING FAILED SUCCESS CANCELED CANCELING SKIPPED MANUAL SCHEDULED }
type PageInfo { hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String endCursor: String }
type QueryComplexity { score: Int limit: Int }
type UserCore { id: ID! username: String! name: String! webUrl: String! webPath: String! avatarUrl: String state: String! }
type CurrentUser { id: ID! username: String! name: String! webUrl: String! webPath: String! avatarUrl: String state: String! }
type Metadata { version: String! revision: String! enterprise: Boolean! }
type CiStage { id: ID name: String }
type JobPermissions { readBuild: Boolean! updateBuild: Boolean! cancelBuild: Boolean! }
type CiRunner { id: ID! description: String shortSha: String runnerType: String }
type CiJob {
  id: ID name: String status: CiJobStatus stage: CiStage refName: String webPath: String tags: [String!]
  createdAt: Time! startedAt: Time finishedAt: Time duration: Int kind: String! retried: Boolean
  cancelable: Boolean! retryable: Boolean! playable: Boolean! canPlayJob: Boolean! allowFailure: Boolean!
  failureMessage: String runner: CiRunner userPermissions: JobPermissions! pipeline: Pipeline
}
type CiJobConnection { nodes: [CiJob] pageInfo: PageInfo! count: Int! }
type Pipeline {
  id: ID! iid: String! ref: String path: String status: PipelineStatusEnum! sha: String source: String child: Boolean!
  createdAt: Time! updatedAt: Time! user: UserCore
  jobs(first: Int, after: String, statuses: [CiJobStatus!], retried: Boolean): CiJobConnection
}
type PipelineConnection { nodes: [Pipeline] pageInfo: PageInfo! count: Int! }
type Project {
  id: ID! fullPath: ID! name: String! nameWithNamespace: String! path: String! webUrl: String archived: Boolean
  lastActivityAt: Time visibility: String
  pipelines(first: Int, after: String, status: PipelineStatusEnum, scope: String, ref: String, sha: String, updatedAfter: Time, updatedBefore: Time${old ? '' : ', source: String, username: String'}): PipelineConnection
  jobs(first: Int, after: String, statuses: [CiJobStatus!]): CiJobConnection
}
type ProjectConnection { nodes: [Project] pageInfo: PageInfo! count: Int! }
type Query {
  currentUser: CurrentUser
  metadata: Metadata
  queryComplexity: QueryComplexity
  project(fullPath: ID!): Project
  projects(first: Int, after: String, membership: Boolean, search: String, sort: String, ids: [ID!]${old ? '' : ', archived: String, minAccessLevel: String'}): ProjectConnection
  jobs(first: Int, after: String, statuses: [CiJobStatus!]): CiJobConnection
}
type Subscription {
  ciJobStatusUpdated(jobId: CiBuildID!): CiJob
}
`;
