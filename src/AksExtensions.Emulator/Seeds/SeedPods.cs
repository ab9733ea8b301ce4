using System.Text.Json;

namespace AksExtensions.Emulator.Seeds;

/// <summary>The pods of the demo: the reason why its backup extension failed, which only its pods know.</summary>
internal static class SeedPods
{
    public static JsonElement Backup { get; } = JsonElement.Parse("""
        [
          {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
              "name": "dataprotection-microsoft-controller-6c9f7d5b8d-x7k2p",
              "namespace": "dataprotection-microsoft",
              "creationTimestamp": "2026-06-01T10:00:00Z",
              "ownerReferences": [ { "apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "dataprotection-microsoft-controller-6c9f7d5b8d", "controller": true } ]
            },
            "spec": {
              "nodeName": "aks-nodepool1-31718369-vmss000000",
              "containers": [ { "name": "manager", "image": "mcr.microsoft.com/azurebackup/datapluginmanager:1.0.2", "env": [ { "name": "TENANT_ID", "value": "not-a-real-tenant" } ] } ]
            },
            "status": {
              "phase": "Pending",
              "conditions": [
                { "type": "Ready", "status": "False", "reason": "ContainersNotReady", "message": "containers with unready status: [manager]" },
                { "type": "PodScheduled", "status": "True" }
              ],
              "containerStatuses": [
                {
                  "name": "manager",
                  "ready": false,
                  "restartCount": 0,
                  "state": { "waiting": { "reason": "ImagePullBackOff", "message": "Back-off pulling image \"mcr.microsoft.com/azurebackup/datapluginmanager:1.0.2\"" } },
                  "lastState": {}
                }
              ]
            }
          },
          {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": { "name": "dataprotection-microsoft-controller-6c9f7d5b8d-x7k2p.17f1", "namespace": "dataprotection-microsoft" },
            "involvedObject": { "kind": "Pod", "name": "dataprotection-microsoft-controller-6c9f7d5b8d-x7k2p", "namespace": "dataprotection-microsoft" },
            "type": "Warning",
            "reason": "Failed",
            "message": "Failed to pull image \"mcr.microsoft.com/azurebackup/datapluginmanager:1.0.2\": failed to pull and unpack image \"mcr.microsoft.com/azurebackup/datapluginmanager:1.0.2\": failed to resolve reference \"mcr.microsoft.com/azurebackup/datapluginmanager:1.0.2\": failed to do request: Head \"https://mcr.microsoft.com/v2/azurebackup/datapluginmanager/manifests/1.0.2\": dial tcp 204.79.197.219:443: i/o timeout",
            "count": 9,
            "lastTimestamp": "2026-06-01T10:12:00Z"
          },
          {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": { "name": "dataprotection-microsoft-geneva-service-7f65c9f6b5-w4t8n", "namespace": "dataprotection-microsoft", "creationTimestamp": "2026-06-01T10:00:00Z" },
            "spec": { "nodeName": "aks-nodepool1-31718369-vmss000001" },
            "status": {
              "phase": "Running",
              "conditions": [ { "type": "Ready", "status": "True" }, { "type": "PodScheduled", "status": "True" } ],
              "containerStatuses": [ { "name": "fluentd", "ready": true, "restartCount": 2, "state": { "running": { "startedAt": "2026-06-01T10:02:00Z" } }, "lastState": { "terminated": { "exitCode": 1, "reason": "Error" } } } ]
            }
          }
        ]
        """);
}
