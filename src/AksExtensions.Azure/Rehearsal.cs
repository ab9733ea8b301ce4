using System.Net;
using System.Text;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;

namespace AksExtensions.Azure;

/// <summary>
/// Reads an extension that does not exist from a host that does not exist, so that .NET compiles what the first command of a session needs while that
/// command, or the person, is busy with something else. Nothing is sent: this class is the host.
/// </summary>
internal static class Rehearsal
{
    // Reserved for uses such as this one: https://www.rfc-editor.org/rfc/rfc2606
    private const string Host = "https://rehearsal.invalid";

    private const string Cluster =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/group/providers/Microsoft.ContainerService/managedClusters/cluster";

    private const string Answer =
        $$"""
        {
          "id": "{{Cluster}}/providers/Microsoft.KubernetesConfiguration/extensions/extension",
          "name": "extension",
          "type": "Microsoft.KubernetesConfiguration/extensions",
          "systemData": { "createdBy": null, "createdByType": null, "createdAt": "2025-03-01T00:00:00.0000000+00:00" },
          "properties": {
            "extensionType": "type",
            "autoUpgradeMinorVersion": true,
            "releaseTrain": "Stable",
            "version": null,
            "currentVersion": "1.0.0",
            "scope": { "cluster": { "releaseNamespace": "namespace" } },
            "provisioningState": "Succeeded",
            "configurationSettings": { "key": "value" },
            "configurationProtectedSettings": {},
            "statuses": [],
            "aksAssignedIdentity": null,
            "isSystemExtension": false
          }
        }
        """;

    /// <summary>Sends one request through everything but the network.</summary>
    public static async Task<ClusterExtension> RunAsync()
    {
        var transport = Transports.Over(new Stage(), TimeProvider.System);
        using var service = new ArmServiceFactory(transport).Create(new()
        {
            Endpoint = new(Host),
            Audience = Host,
            SignIn = SignIn.With(new("rehearsal")),
            Budget = new(TimeProvider.System),
        });
        return await service.Observe(onRequest: null).Extensions.GetAsync(new(ClusterReference.Parse(Cluster, out _), "extension"), CancellationToken.None);
    }

    private sealed class Stage : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // Over a network, every caller is suspended here.
            await Task.Yield();
            return new(HttpStatusCode.OK) { Content = new StringContent(Answer, Encoding.UTF8, "application/json"), RequestMessage = request };
        }
    }
}
