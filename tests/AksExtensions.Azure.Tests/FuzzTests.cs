using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AksExtensions.Arm;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>
/// Mutated recordings of answers: each is understood, or refused with one of our errors. No request goes to another host, none is repeated
/// without end, and an echoed secret is never shown.
/// </summary>
public sealed class FuzzTests
{
    private const string Token = "canary-of-the-token";
    private const string Secret = "canary-of-a-setting";
    private const string Cluster = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks1";
    private const string Extension = Cluster + "/providers/Microsoft.KubernetesConfiguration/extensions/flux";
    private const string Operation = "https://management.azure.com" + Extension + "/operations/22222222-2222-3333-4444-555555555555?api-version=2023-05-01&t=1";

    // What a request can meet at most: every page of a list and every state, each tried again five times.
    private const int MostRequests = 60;

    private static readonly string[] Samples =
    [
        $$$"""
        {"id":"{{{Extension}}}","name":"flux","type":"Microsoft.KubernetesConfiguration/extensions","properties":{"extensionType":"microsoft.flux",
        "autoUpgradeMinorVersion":true,"releaseTrain":"Stable","version":null,"currentVersion":"1.18.2","scope":{"cluster":{"releaseNamespace":"flux-system"}},
        "provisioningState":"Succeeded","statuses":[{"code":"c","level":"Error","message":"m","time":"2026-03-01T12:00:00Z"}],
        "errorInfo":{"code":"e","message":"m","details":[{"code":"d","message":"n","details":null}]},"configurationSettings":{"a.b":"True"},
        "configurationProtectedSettings":{"key":""},"isSystemExtension":false,"packageUri":null,"aksAssignedIdentity":{"type":"SystemAssigned","principalId":"p"}},
        "identity":{"type":"SystemAssigned"},"plan":{"name":"n","publisher":"p","product":"o"},"systemData":{"createdAt":"2026-03-01T12:00:00Z"}}
        """,
        $$$"""{"value":[{"id":"{{{Extension}}}","name":"flux","properties":{"extensionType":"microsoft.flux","provisioningState":"Failed"}},null],"nextLink":"https://management.azure.com{{{Cluster}}}/next?api-version=1&$skipToken=2"}""",
        """{"id":"o","name":"o","status":"Failed","error":{"code":"ExtensionOperationFailed","message":"Helm failed","target":"t","additionalInfo":[]}}""",
        """{"id":"o","name":"o","status":"Succeeded","properties":null}""",
        """{"error":{"code":"ResourceNotFound","message":"The Resource 'Microsoft.ContainerService/managedClusters/aks1' was not found.","details":[{"code":"a","message":"b"}]}}""",
        """{"id":"x","location":"eastus","identity":{"tenantId":"t"},"properties":{"agentPoolProfiles":[{"count":2147483647},{"count":3},{"count":"4"}],"totalNodeCount":5}}""",
        """{"value":[{"actions":["*/read","Microsoft.KubernetesConfiguration/*"],"notActions":["*/delete"],"dataActions":[],"notDataActions":null}]}""",
        $$$"""{"value":[{"id":"{{{Cluster}}}/providers/Microsoft.Authorization/locks/l","name":"l","properties":{"level":"CanNotDelete","notes":"n"}}]}""",
        """{"namespace":"Microsoft.KubernetesConfiguration","registrationState":"Registered","registrationPolicy":"RegistrationRequired"}""",
        """{"value":[{"subscriptionId":"11111111-2222-3333-4444-555555555555","displayName":"d","state":"Enabled"}],"nextLink":""}""",
        """{"id":"x","name":"microsoft.flux","properties":{"extensionType":"microsoft.flux","description":"d","publisher":"p","isManagedIdentityRequired":"true","supportedClusterTypes":["managedclusters"],"supportedScopes":{"defaultScope":"cluster","clusterScopeSettings":{"defaultReleaseNamespace":"n","allowMultipleInstances":false}},"planInfo":{"planId":"p","publisherId":"q","offerId":"o"}}}""",
        """{"id":"x","properties":{"version":"1.2.3","supportedClusterTypes":["managedclusters",null],"unsupportedKubernetesVersions":{"managedCluster":[{"distributions":["a"],"unsupportedVersions":["1"]}]}}}""",
        $$$"""{"totalRecords":1,"count":1,"data":[{"id":"{{{Extension}}}","name":"flux","properties":{"ExtensionType":"microsoft.flux"},"tags":{"a":"b"},"agentPools":[{"count":3}],"kubernetesVersion":"1.34"}],"$skipToken":"s","resultTruncated":"true"}""",
    ];

    private static readonly int[] Statuses = [200, 200, 200, 200, 200, 201, 202, 204, 302, 400, 401, 403, 404, 409, 412, 418, 429, 500, 504];

    private static readonly string[] Headers =
    [
        "Azure-AsyncOperation", "Location", "Retry-After", "retry-after-ms", "x-ms-request-id", "x-ms-user-quota-remaining", "x-ms-user-quota-resets-after",
        "x-ms-ratelimit-remaining-subscription-reads", "x-ms-ratelimit-remaining-subscription-writes", "WWW-Authenticate", "Content-Encoding",
    ];

    private static readonly string[] HeaderValues =
    [
        Operation, "https://elsewhere.example/x", "/relative", "//elsewhere.example", "http://[::", "https://xn--.example/", "https://management.azure.com:443@elsewhere.example/",
        "1", "0", "-1", "1e308", "NaN", "soon", "Fri, 31 Dec 9999 23:59:59 GMT", "99999999999", "00:00:05", string.Empty, "gzip", Token,
        "Bearer error=\"insufficient_claims\", claims=\"e30=\"", "Bearer claims=\"%%%\"",
    ];

    private static readonly ExtensionReference Reference = new(ClusterReference.Parse(Cluster, out _), "flux");

    private static readonly CreateExtensionRequest Create = new()
    {
        ExtensionType = "microsoft.flux",
        ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["key"] = new(Secret) },
    };

    private static readonly UpdateExtensionRequest Update = new()
    {
        ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["key"] = new(Secret) },
    };

    private static readonly Func<IArmService, CancellationToken, Task>[] Calls =
    [
        (service, stop) => service.Extensions.GetAsync(Reference, stop),
        (service, stop) => AllAsync(service.Extensions.ListAsync(Reference.Cluster, stop)),
        (service, stop) => service.Extensions.CreateAsync(Reference, Create, stop),
        (service, stop) => service.Extensions.UpdateAsync(Reference, Update, stop),
        (service, stop) => service.Extensions.DeleteAsync(Reference, force: false, stop),
        (service, stop) => PollAsync(service, OperationKind.Create, stop),
        (service, stop) => PollAsync(service, OperationKind.Delete, stop),
        (service, stop) => service.Clusters.GetFactsAsync(Reference.Cluster, stop),
        (service, stop) => AllAsync(service.Subscriptions.ListAsync(stop)),
        (service, stop) => AllAsync(service.ExtensionTypes.ListAsync(new(Reference.Cluster), ExtensionTypeFilter.None, stop)),
        (service, stop) => service.ExtensionTypes.GetAsync(new(Reference.Cluster), "microsoft.flux", stop),
        (service, stop) => AllAsync(service.ExtensionTypes.ListVersionsAsync(new(Reference.Cluster), "microsoft.flux", ExtensionTypeFilter.None, stop)),
        (service, stop) => service.ExtensionTypes.GetVersionAsync(new(Reference.Cluster), "microsoft.flux", "1.2.3", stop),
        (service, stop) => AllAsync(service.Access.ListPermissionsAsync(Reference.Cluster, stop)),
        (service, stop) => AllAsync(service.Access.ListLocksAsync(Reference.Cluster, stop)),
        (service, stop) => AllAsync(service.Access.ListLocksAsync(Reference.Cluster.SubscriptionId, stop)),
        (service, stop) => service.Subscriptions.GetProviderAsync(Reference.Cluster.SubscriptionId, "Microsoft.KubernetesConfiguration", stop),
        (service, stop) => service.Subscriptions.RegisterProviderAsync(Reference.Cluster.SubscriptionId, "Microsoft.KubernetesConfiguration", stop),
        (service, stop) => service.Estate.FindClustersAsync(new("resources", null), stop),
        (service, stop) => service.Estate.FindExtensionsAsync(new("kubernetesconfigurationresources", null), stop),
    ];

    private static readonly Mutator Mutator = new(
        "\"", "\\", "{", "}", "[", ":", ",", "null", "\\ud800", "\\u0000", "\0", "\uFEFF", "<html>", "managed by extension", "status", "error", "value",
        "nextLink", Token, Secret, "Extension instance with name", "\ud83d\ude00", "Failed", "Deleting", new string('[', 70));

    [Fact]
    public async Task An_answer_is_understood_or_refused()
    {
        string[] bodies = [.. Samples, .. SharedFiles.Find("recordings").Order(StringComparer.Ordinal).SelectMany(Recorded).Distinct()];
        using var handler = new Handler();
        var services = new Lazy<IArmService>(() => Services.Over(handler, token: Token));

        await Fuzz.RunAsync(25, chance => new Case(chance, bodies), async input =>
        {
            handler.Answers = input;
            try
            {
                await Calls[input.Call](services.Value, TestContext.Current.CancellationToken);
            }
            catch (AksExtensionException refusal)
            {
                var said = Said(refusal);
                Assert.DoesNotContain(Token, said, StringComparison.Ordinal);
                Assert.True(!SendsSecret(input.Call) || !said.Contains(Secret, StringComparison.Ordinal), said);
            }
        });
    }

    [Fact]
    public async Task A_rehydration_token_is_followed_or_refused()
    {
        var token = $$$"""{"version":"1.0.0","id":"11111111-2222-3333-4444-555555555555","requestMethod":"PUT","initialUri":"https://management.azure.com{{{Extension}}}?api-version=2023-05-01","nextRequestUri":"{{{Operation}}}","headerSource":"AzureAsyncOperation","finalStateVia":"OriginalUri","lastKnownLocation":null}""";
        using var handler = new Handler();
        using var service = Services.Over(handler, token: Token);

        await Fuzz.RunAsync(5, chance => Mutator.Text(token, chance), async text =>
        {
            handler.Answers = new(new Random(1), ["""{"status":"Running"}"""]) { IsPlain = true };
            try
            {
                await service.Extensions.PollAsync(new(OperationKind.Create, Reference, DateTimeOffset.UnixEpoch, "Creating", text, null), TestContext.Current.CancellationToken);
            }
            catch (AksExtensionException refusal)
            {
                Assert.NotEmpty(refusal.ErrorId);
            }
        });
    }

    private static bool SendsSecret(int call) => call is 2 or 3;

    // All that can be told of it, but for its stack.
    private static string Said(AksExtensionException refusal)
    {
        var said = $"{refusal.RecommendedAction} {string.Join(' ', refusal.Arm?.Error.Flatten().Select(error => error.ToString()) ?? [])}";
        for (Exception? failure = refusal; failure is not null; failure = failure.InnerException)
        {
            said += $" {failure.Message}";
        }

        return said;
    }

    private static Task<OperationPoll> PollAsync(IArmService service, OperationKind kind, CancellationToken stop)
    {
        var method = kind == OperationKind.Create ? "PUT" : "DELETE";
        var token = $$$"""{"version":"1.0.0","id":"11111111-2222-3333-4444-555555555555","requestMethod":"{{{method}}}","initialUri":"https://management.azure.com{{{Extension}}}?api-version=2023-05-01","nextRequestUri":"{{{Operation}}}","headerSource":"AzureAsyncOperation","finalStateVia":"OriginalUri","lastKnownLocation":null}""";
        return service.Extensions.PollAsync(new(kind, Reference, DateTimeOffset.UnixEpoch, "Creating", token, null), stop);
    }

    private static async Task AllAsync<T>(IAsyncEnumerable<T> items)
    {
        await foreach (var item in items)
        {
            Assert.NotNull(item);
        }
    }

    private static IEnumerable<string> Recorded(string file) => JsonNode.Parse(File.ReadAllText(file))!.AsArray()
        .Select(exchange => exchange!["response"]!["body"])
        .Select(body => body is JsonValue text ? text.GetValue<string>() : body?.ToJsonString() ?? string.Empty)
        // Long lists are more of the same.
        .Where(body => body.Length is > 0 and < 5_000);

    /// <summary>A call and what it is answered, all from one chance.</summary>
    private sealed class Case(Random chance, string[] bodies)
    {
        private readonly List<(HttpRequestMessage Request, HttpResponseMessage Response, byte[] Body)> _said = [];

        /// <summary>Which of the calls.</summary>
        public int Call { get; } = chance.Next(Calls.Length);

        /// <summary>Whether all answers are good.</summary>
        public bool IsPlain { get; init; }

        /// <summary>How many answers were given.</summary>
        public int Count { get; private set; }

        public HttpResponseMessage Next(HttpRequestMessage request)
        {
            // The name that is looked up: characters that names ignore lead nowhere else.
            Assert.Equal("management.azure.com", request.RequestUri!.IdnHost);
            Assert.Equal(Uri.UriSchemeHttps, request.RequestUri.Scheme);
            Assert.True(++Count <= MostRequests, $"{Count} requests");
            // A service may go on for ever page by page; this one comes to an end.
            var isLast = IsPlain || Count > MostRequests / 2;
            var body = IsPlain ? Encoding.UTF8.GetBytes(bodies[0]) : isLast ? "{}"u8.ToArray() : Mutator.Bytes(bodies[chance.Next(bodies.Length)], chance);
            var response = new HttpResponseMessage((HttpStatusCode)(isLast ? 200 : Statuses[chance.Next(Statuses.Length)])) { Content = new ByteArrayContent(body) };
            for (var headers = isLast ? 0 : chance.Next(3); headers > 0; headers--)
            {
                var (name, value) = (Headers[chance.Next(Headers.Length)], HeaderValues[chance.Next(HeaderValues.Length)]);
                _ = response.Headers.TryAddWithoutValidation(name, value) || response.Content.Headers.TryAddWithoutValidation(name, value);
            }

            _said.Add((request, response, body));
            return response;
        }

        public override string ToString() => $"call {Call}" + string.Concat(
            _said.Select(said => $"\n{said.Request.Method} {said.Request.RequestUri}\n{said.Response}\n{Encoding.UTF8.GetString(said.Body)}"));
    }

    private sealed class Handler : HttpMessageHandler
    {
        public Case Answers { get; set; } = new(new Random(1), [string.Empty]);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Answers.Next(request));
    }
}
