using System.Text.Json.Nodes;

namespace AksExtensions.Azure.Tests;

/// <summary>A request and its answer, as they were recorded.</summary>
internal sealed record Exchange(
    string Method, Uri Uri, JsonNode? RequestBody, int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The api-version of the request.</summary>
    public string ApiVersion => Query.Of(Uri).Single(parameter => parameter.Key.Equals("api-version", StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The answer's body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body)!;

    /// <summary>This answer to another request: for answers that were recorded elsewhere. It names the extension of that request.</summary>
    public Exchange To(Exchange request) => this with
    {
        Method = request.Method, Uri = request.Uri, RequestBody = request.RequestBody,
        Body = Body.Replace(Uri.Segments[^1], request.Uri.Segments[^1], StringComparison.Ordinal),
    };

    /// <summary>
    /// The request with the link as the service gave it: Azure PowerShell changed the spelling of api-Version, and this module sends a link verbatim.
    /// </summary>
    public Exchange WithLinkAsGiven() => ApiVersion == "2022-03-01" && Uri.AbsolutePath.Contains("/operations/", StringComparison.Ordinal)
        ? this with { Uri = new Uri(Uri.OriginalString.Replace("?api-version=", "?api-Version=", StringComparison.Ordinal)) }
        : this;

    /// <summary>The cluster that the request was about.</summary>
    public ClusterReference Cluster => Parsed.Cluster;

    /// <summary>The extension that the request was about.</summary>
    public ExtensionReference Extension => new(Parsed.Cluster, Parsed.Name!);

    private (ClusterReference Cluster, string? Name) Parsed
    {
        get
        {
            var path = Uri.AbsolutePath;
            var end = path.IndexOf("/operations/", StringComparison.Ordinal);
            end = end < 0 ? path.Length : end;
            if (path.EndsWith("/extensions", StringComparison.Ordinal) || path.Contains("/extensionTypes", StringComparison.Ordinal))
            {
                end = path.IndexOf("/providers/Microsoft.KubernetesConfiguration", StringComparison.Ordinal);
            }

            return (ClusterReference.Parse(path[..end], out var name), name);
        }
    }
}

/// <summary>A file of recorded traffic.</summary>
internal sealed class Recording
{
    public const string AppEnvironment = "test_containerapp_preview_connected_env_certificate-26b1e06bb.json";
    public const string AppUp = "test_containerapp_up_on_arc_auto_install_extension_e2e-0c621d47e.json";
    public const string Dapr2023 = "test_k8s_extension-05b07fb1a.json";
    public const string Dapr2022 = "test_k8s_extension-2e1989fc3.json";
    public const string ServiceMesh = "test_k8s_extension-58b172218.json";
    public const string Fleet = "test_k8s_extension_fleet-3f4b12dd1.json";
    public const string Types2022 = "test_k8s_extension_types-a1d59fe92.json";
    public const string Types2023 = "test_k8s_extension_types-ae058369f.json";
    public const string Bursts = "test_k8sconfiguration_success-6116cfa9c.json";
    public const string Aks2023 = "aks-Test_KubernetesConfiguration_Extension_20230501_CRUD-36a65fd13.json";
    public const string Aks2024 = "aks-Test_KubernetesConfiguration_Extension_20241101_CRUD-371e7f750.json";
    public const string AksProtected = "aks-Test_KubernetesConfiguration_Extension_ProtectedSettings_20241101-22f07bbcf.json";
    public const string AksSample = "aks-Test_Kubernetesconfiguration_v1api20241101_CreationAndDeletion-cbc5ac270.json";
    public const string PowerShellPatch = "azpowershell-AzKubernetesExtension-patch.json";
    public const string LoadBalancer = "test_load_balancer_enable_disable-1caf97f4b.json";

    private readonly Exchange[] _exchanges;

    private Recording(Exchange[] exchanges) => _exchanges = exchanges;

    public int Count => _exchanges.Length;

    public Exchange this[int index] => _exchanges[index];

    public Exchange[] this[Range range] => _exchanges[range];

    /// <summary>Reads a recording. Skips the test when it is not there.</summary>
    public static Recording Load(string file) => new([.. JsonNode
        .Parse(File.ReadAllText(SharedFiles.Require("recordings", file)))!.AsArray()
        .Select(exchange => new Exchange(
            exchange!["request"]!["method"]!.GetValue<string>(),
            new Uri(exchange["request"]!["uri"]!.GetValue<string>()),
            exchange["request"]!["body"],
            exchange["response"]!["status"]!["code"]!.GetValue<int>(),
            exchange["response"]!["headers"]!.AsObject().ToDictionary(header => header.Key, header => header.Value!.GetValue<string>()),
            exchange["response"]!["body"] switch
            {
                JsonValue text => text.GetValue<string>(),
                { } body => body.ToJsonString(),
                null => string.Empty,
            }))]);
}
