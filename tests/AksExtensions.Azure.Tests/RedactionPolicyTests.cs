using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AksExtensions.Arm;
using AksExtensions.Azure.Pipeline;
using AksExtensions.Settings;
using AksExtensions.Tests;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>An Azure Resource Manager that echoes secrets.</summary>
public sealed class RedactionPolicyTests
{
    // Every sign that some encoding spells differently.
    private const string Secret = "c4n\"ary\\+<ö>&'/\n=%";
    private const string Token = "token-canary.eyJ0.sig-nature_";
    private static readonly ExtensionReference Flux = new(ClusterReference.Create(Guid.Empty.ToString(), "rg", "aks"), "flux");

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The secret as it may stand inside a string of JSON.</summary>
    public static TheoryData<string> InJson =>
    [
        JavaScriptEncoder.Default.Encode(Secret),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Secret),
        string.Concat(Secret.Select(character => $"\\u{(int)character:x4}")),
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(Secret)),
        WebUtility.HtmlEncode(Secret).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal),
        .. Written,
    ];

    /// <summary>The secret as it may stand anywhere.</summary>
    public static TheoryData<string> InText => [Secret, JavaScriptEncoder.Default.Encode(Secret), WebUtility.HtmlEncode(Secret), .. Written];

    private static IEnumerable<string> Written =>
        [Uri.EscapeDataString(Secret), WebUtility.UrlEncode(Secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret))];

    [Theory]
    [MemberData(nameof(InJson))]
    public void A_secret_is_found_in_JSON_however_it_is_written(string written)
    {
        // As a value, inside a value and as a name. What comes out is still JSON.
        Assert.Equal("""{"a":"***"}""", Clean(Secret, $$"""{"a":"{{written}}"}"""));
        Assert.Equal("""{"a":["before *** after"]}""", Clean(Secret, $$"""{"a":["before {{written}} after"]}"""));
        Assert.Equal("""{"x***":1}""", Clean(Secret, $$"""{"x{{written}}":1}"""));
    }

    [Theory]
    [MemberData(nameof(InText))]
    public void A_secret_is_found_in_a_page_however_it_is_written(string written) =>
        Assert.Equal("<p>***</p>", Clean(Secret, $"<p>{written}</p>"));

    [Fact]
    public void What_holds_no_secret_stays_byte_for_byte()
    {
        var redaction = new Redaction([Secret]);

        Assert.Null(redaction.Clean(Encoding.UTF8.GetBytes("""{"a":"b"}""")));
        Assert.Null(new Redaction([]).Clean(Encoding.UTF8.GetBytes("""{"a":"\u0041"}""")));
        Assert.Equal("""{"n":1.50,"big":12345678901234567890,"t":"***"}""", Clean("secret", """{"n":1.50,"big":12345678901234567890,"t":"secret"}"""));
    }

    [Theory]
    [InlineData("Succeeded")]
    [InlineData("true")]
    [InlineData("properties")]
    [InlineData("status")]
    public void A_protected_value_that_is_a_word_of_the_answer_leaves_it_readable(string word) =>
        Assert.Equal(
            """{"status":"Succeeded","properties":{"b":true,"c":"true"}}""",
            Clean([word, "secret"], """{"status":"Succeeded","properties":{"b":true,"c":"true"}}""") ?? """{"status":"Succeeded","properties":{"b":true,"c":"true"}}""");

    [Fact]
    public void A_part_of_a_word_of_the_answer_is_left_alone() =>
        Assert.Equal("""{"provisioningState":"Succeeded","x":"*** that"}""", Clean("prov", """{"provisioningState":"Succeeded","x":"prov that"}"""));

    [Fact]
    public void Of_two_secrets_the_longer_one_goes_as_a_whole() =>
        Assert.Equal("""{"a":"***","b":"***"}""", Clean(["secret", "secret-longer"], """{"a":"secret-longer","b":"secret"}"""));

    [Theory]
    [InlineData("error", nameof(Errors.RequestRefused))]
    [InlineData("html", nameof(Errors.AnswerInvalid))]
    [InlineData("headers", nameof(Errors.RequestRefused))]
    [InlineData("reason", nameof(Errors.AnswerInvalid))]
    public async Task A_refusal_that_echoes_everything_shows_nothing(string where, string expected)
    {
        var seen = new List<string>();
        var service = Service((request, body) => Echo(where, HttpStatusCode.BadRequest, request, body), exchange => seen.Add(exchange.ToString()));

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => CreateAsync(service));

        Assert.Equal(expected, failure.ErrorId);
        AssertClean(failure + Serialized(failure.Arm) + string.Join('\n', seen));
    }

    [Fact]
    public async Task The_link_to_an_operation_carries_no_secret_on()
    {
        var seen = new List<string>();
        var service = Service(
            (request, body) =>
            {
                var response = Json(HttpStatusCode.Created, """{"name":"flux","properties":{"provisioningState":"Creating"}}""");
                response.Headers.TryAddWithoutValidation(
                    "Azure-AsyncOperation",
                    $"https://management.azure.com/operations/{Uri.EscapeDataString(Secret)}?t={request.Headers.Authorization!.Parameter}&api-version=2025-03-01");
                response.Headers.TryAddWithoutValidation("x-ms-request-id", request.Headers.Authorization.Parameter);
                return response;
            },
            exchange => seen.Add(exchange.ToString()));

        var started = await CreateAsync(service);

        // Without the link, the extension itself is asked for its state.
        Assert.Null(started.Operation.RehydrationToken);
        Assert.Null(started.Operation.RequestId);
        AssertClean(Serialized(started.Operation) + started.Operation.RehydrationToken + string.Join('\n', seen));
    }

    [Fact]
    public async Task The_statuses_of_the_final_resource_say_nothing()
    {
        var service = Service((request, body) =>
        {
            var text = $"{body} {request.Headers.Authorization}";
            var response = Json(HttpStatusCode.OK, JsonSerializer.Serialize(new
            {
                id = "/x",
                name = "flux",
                properties = new
                {
                    provisioningState = "Failed",
                    statuses = new[] { new { code = text, message = text } },
                    errorInfo = new { code = "x", message = text, details = new[] { new { message = text } } },
                    configurationSettings = new Dictionary<string, string> { [text] = text },
                    configurationProtectedSettings = new { p = text },
                    newer = new { deep = new[] { text } },
                },
            }));
            response.Headers.TryAddWithoutValidation("x-ms-request-id", request.Headers.Authorization!.Parameter);
            return response;
        });
        var lifecycle = Services.Lifecycle(service);

        var started = await CreateAsync(service);
        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => lifecycle.WaitAsync(started.Operation, TestContext.Current.CancellationToken));

        Assert.Equal("OperationFailed", failure.ErrorId);
        Assert.Equal("Failed", started.Extension!.ProvisioningState);
        AssertClean(failure + Serialized(failure.Arm) + Serialized(started.Extension));
    }

    [Fact]
    public async Task A_token_that_was_renewed_is_still_a_secret()
    {
        var tokens = 0;
        var service = Service(
            (request, _) => request.Headers.Authorization!.Parameter == "token-canary-1"
                ? Json(HttpStatusCode.OK, """{"name":"flux","properties":{}}""")
                : Json(HttpStatusCode.BadRequest, """{"error":{"code":"x","message":"token-canary-1 and token-canary-2"}}"""),
            signIn: new()
            {
                Source = TokenSource.AzPowerShell,
                AzPowerShell = _ => Task.FromResult(new SessionToken(new SecretValue($"token-canary-{++tokens}"), DateTimeOffset.MinValue)),
            });
        await service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken));

        Assert.Equal(2, tokens);
        AssertClean(failure.ToString());
    }

    [Fact]
    public async Task What_the_request_has_in_clear_text_is_not_a_secret()
    {
        var service = Service((_, _) => Json(
            HttpStatusCode.OK, """{"name":"flux","properties":{"extensionType":"microsoft.flux","provisioningState":"Succeeded","configurationSettings":{"a":"plain"}}}"""));

        var started = await service.Extensions.CreateAsync(
            Flux,
            new()
            {
                ExtensionType = "microsoft.flux",
                ConfigurationSettings = new Dictionary<string, string> { ["a"] = "plain" },
                ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new("plain"), ["q"] = new("flux"), ["r"] = new("Succeeded") },
            },
            TestContext.Current.CancellationToken);

        Assert.Equal("plain", started.Extension!.ConfigurationSettings["a"]);
        Assert.Equal("microsoft.flux", started.Extension.ExtensionType);
        Assert.Equal("Succeeded", started.Extension.ProvisioningState);
    }

    [Fact]
    public async Task No_token_is_sent_in_the_clear_even_where_the_connection_says_so()
    {
        using var elsewhere = new SilentListener();
        using var service = new ArmServiceFactory().Create(new()
        {
            Endpoint = new($"http://127.0.0.1:{elsewhere.Port}"),
            Audience = "https://audience",
            SignIn = SignIn.With(new SecretValue(Token)),
            TimeProvider = new VirtualTime(),
        });

        var failure = await Assert.ThrowsAsync<AksExtensionException>(() => service.Extensions.GetAsync(Flux, TestContext.Current.CancellationToken));

        Assert.Contains("https", failure.Message, StringComparison.Ordinal);
        Assert.False(elsewhere.WasVisited);
    }

    private static Task<StartedOperation> CreateAsync(IArmService service) => service.Extensions.CreateAsync(
        Flux,
        new() { ExtensionType = "microsoft.flux", ConfigurationProtectedSettings = new Dictionary<string, SecretValue> { ["p"] = new(Secret) } },
        TestContext.Current.CancellationToken);

    private static IArmService Service(Func<HttpRequestMessage, string, HttpResponseMessage> answer, Action<ArmExchange>? observe = null, SignIn? signIn = null) =>
        new ArmServiceFactory(new global::Azure.Core.Pipeline.HttpClientTransport(new HttpClient(new EchoHandler(answer)))).Create(new()
        {
            Endpoint = Services.PublicCloud,
            Audience = "https://management.core.windows.net/",
            SignIn = signIn ?? SignIn.With(new SecretValue(Token)),
            TimeProvider = new VirtualTime(),
        }).Observe(observe);

    private static HttpResponseMessage Json(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Echo(string where, HttpStatusCode status, HttpRequestMessage request, string body)
    {
        var all = $"{body} {request.Headers.Authorization} {Secret}";
        switch (where)
        {
            case "error":
                var text = JsonSerializer.Serialize(all);
                return Json(status, $$$"""{"error":{"code":{{{text}}},"message":{{{text}}},"target":{{{text}}},"details":[{"code":{{{text}}},"message":{{{text}}}}]}}""");
            case "html":
                return new(status) { Content = new StringContent($"<html><body>{WebUtility.HtmlEncode(all)} {all}</body></html>", Encoding.UTF8, "text/html") };
            case "headers":
                var response = Json(status, """{"error":{"code":"x","message":"y"}}""");
                foreach (var name in new[] { "x-ms-request-id", "x-ms-correlation-request-id", "x-ms-client-request-id", "x-ms-error-code", "WWW-Authenticate", "Location" })
                {
                    response.Headers.TryAddWithoutValidation(name, $"{Uri.EscapeDataString(Secret)} {request.Headers.Authorization!.Parameter}");
                }

                return response;
            default:
                var reasoned = new HttpResponseMessage(status) { Content = new StringContent(string.Empty) };
                reasoned.ReasonPhrase = $"{request.Headers.Authorization!.Parameter}";
                return reasoned;
        }
    }

    private static string? Clean(string secret, string body) => Clean([secret], body);

    private static string? Clean(string[] secrets, string body) =>
        new Redaction(secrets).Clean(Encoding.UTF8.GetBytes(body)) is { } clean ? Encoding.UTF8.GetString(clean) : null;

    private static string Serialized(object? value) => JsonSerializer.Serialize(value, Relaxed);

    private static void AssertClean(string text)
    {
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("c4n", text, StringComparison.Ordinal);
    }

    private sealed class EchoHandler(Func<HttpRequestMessage, string, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            answer(request, request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken));
    }
}
