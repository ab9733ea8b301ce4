using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AksExtensions.Emulator;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>The emulator receives the recorded requests to AKS and must answer in the recorded format: statuses, headers, properties and their order.</summary>
public sealed class EmulatorShapeTests
{
    [Theory]
    [InlineData(Recording.Aks2023)]
    [InlineData(Recording.Aks2024)]
    [InlineData(Recording.AksProtected)]
    [InlineData(Recording.AksSample)]
    public async Task The_emulator_answers_a_create_and_a_delete_as_AKS_did(string file)
    {
        var recording = Recording.Load(file);
        var time = new VirtualTime();
        await using var arm = await ArmEmulator.StartAsync(new() { TimeProvider = time }, TestContext.Current.CancellationToken);
        using var http = CreateClient(arm);
        var compared = new List<string>();
        string? link = null;
        for (var index = 0; index < recording.Count; index++)
        {
            var exchange = recording[index];
            var isPoll = exchange.Uri.AbsolutePath.Contains("/operations/", StringComparison.Ordinal);
            if (!exchange.Uri.AbsolutePath.Contains("/Microsoft.KubernetesConfiguration/", StringComparison.Ordinal))
            {
                continue;
            }

            MakeWhatWasThere(arm, exchange);
            if (isPoll && exchange.Json["status"]!.GetValue<string>() == "Succeeded")
            {
                time.Advance(TimeSpan.FromSeconds(10));
            }

            var address = isPoll ? new Uri(link!) : new Uri(arm.Endpoint, exchange.Uri.PathAndQuery);
            using var answer = await SendAsync(http, exchange, address);
            var body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            var what = $"{exchange.Method}{(isPoll ? " operation" : string.Empty)} -> {exchange.Status}";
            Assert.True(exchange.Status == (int)answer.StatusCode, $"[{index}] {what}, but the emulator answered {(int)answer.StatusCode} {body}");
            AssertSameShape(exchange.Body, body, $"[{index}] {what}");
            AssertHeaders(exchange, answer, $"[{index}] {what}");
            link = answer.Headers.TryGetValues("Azure-AsyncOperation", out var links) ? links.Single() : link;
            compared.Add(what);
        }

        Assert.Superset(
            new HashSet<string> { "PUT -> 201", "GET operation -> 200", "GET -> 200", file == Recording.AksSample ? "DELETE -> 404" : "DELETE -> 202" },
            compared.ToHashSet());
    }

    [Fact]
    public void A_shape_that_differs_is_seen()
    {
        Assert.Null(Difference("""{"a":1,"b":{"c":null}}""", """{"a":2,"b":{"c":"x"}}"""));
        Assert.Null(Difference("""{"a":[{"b":1},{"b":2}]}""", """{"a":[{"b":3}]}"""));
        Assert.NotNull(Difference("""{"a":1,"b":2}""", """{"b":2,"a":1}"""));
        Assert.NotNull(Difference("""{"a":1}""", """{"a":1,"b":2}"""));
        Assert.NotNull(Difference("""{"a":1}""", """{"a":"1"}"""));
        Assert.NotNull(Difference("""{"a":{"b":1}}""", """{"a":{"c":1}}"""));
        Assert.NotNull(Difference("""{"a":[{"b":1}]}""", """{"a":[{"c":1}]}"""));
    }

    private static void MakeWhatWasThere(ArmEmulator arm, Exchange exchange)
    {
        var cluster = exchange.Cluster;
        var id = cluster.Id;
        if (exchange.Status == 404 && exchange.Body.Contains("under resource group", StringComparison.Ordinal))
        {
            arm.State.RemoveCluster(id);
        }
        else if (arm.State.FindCluster(id) is null)
        {
            arm.State.AddSubscription(cluster.SubscriptionId, "recorded");
            arm.State.AddCluster(cluster.Name, cluster.ResourceGroupName, subscriptionId: cluster.SubscriptionId);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, Exchange exchange, Uri address)
    {
        using var request = new HttpRequestMessage(new(exchange.Method), address);
        if (exchange.RequestBody is { } body)
        {
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        }

        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static void AssertHeaders(Exchange exchange, HttpResponseMessage answer, string what)
    {
        var given = answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => header.Value.First(), StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in exchange.Headers)
        {
            Assert.True(given.ContainsKey(name), $"{what}: the emulator does not send {name}");
            if (name.Equals("azure-asyncoperation", StringComparison.OrdinalIgnoreCase))
            {
                var (expected, actual) = (new Uri(value), new Uri(given[name]));
                Assert.Equal(WithoutOperation(expected), WithoutOperation(actual));
                Assert.Equal(Query.Of(expected).Select(one => one.Key.ToLowerInvariant()), Query.Of(actual).Select(one => one.Key.ToLowerInvariant()));
            }
        }

        Assert.DoesNotContain("Retry-After", given.Keys);
    }

    private static string WithoutOperation(Uri link) => link.AbsolutePath[..(link.AbsolutePath.LastIndexOf('/') + 1)];

    private static void AssertSameShape(string expected, string actual, string what)
    {
        var difference = Difference(expected, actual);
        Assert.True(difference is null, $"{what}: {difference}\nrecorded: {expected}\nemulator: {actual}");
    }

    private static string? Difference(string expected, string actual) => expected.Length == 0 || actual.Length == 0
        ? expected.Length == actual.Length ? null : "only one of them has a body"
        : Difference(JsonNode.Parse(expected), JsonNode.Parse(actual), string.Empty);

    // Null is a value of any kind: which of the two have one depends on the moment and the year.
    private static string? Difference(JsonNode? expected, JsonNode? actual, string path)
    {
        switch (expected, actual)
        {
            case (null, _) or (_, null):
                return null;
            case (JsonObject left, JsonObject right):
                var (names, others) = (Names(left, path), Names(right, path));
                return names.SequenceEqual(others)
                    ? left.Select(property => Difference(property.Value, right[property.Key], $"{path}/{property.Key}")).FirstOrDefault(found => found is not null)
                    : $"{path} has [{string.Join(' ', names)}] and not [{string.Join(' ', others)}]";
            case (JsonArray left, JsonArray right):
                return left.Count > 0 && right.Count > 0 ? Difference(left[0], right[0], $"{path}/0") : null;
            default:
                var (kind, other) = (Kind(expected), Kind(actual));
                return kind == other ? null : $"{path} is {kind} and not {other}";
        }
    }

    // Creates in 2026 no longer return the identity that they ignore; those in 2025 did.
    private static IReadOnlyList<string> Names(JsonObject json, string path) =>
        [.. json.Select(property => property.Key).Where(name => path.Length > 0 || name != "identity")];

    private static JsonValueKind Kind(JsonNode node) =>
        node.GetValueKind() is JsonValueKind.True ? JsonValueKind.False : node.GetValueKind();

    private static HttpClient CreateClient(ArmEmulator arm)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { arm.CertificateAuthority },
                },
            },
        });
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", arm.AccessToken);
        return http;
    }
}
