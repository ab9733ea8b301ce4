using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AksExtensions.Azure.Pipeline;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>All parts of a secret are found in any notation; fields that commands use stay unchanged.</summary>
public sealed class RedactionFormsTests
{
    private const string Secret = "c4n\"ary\\+<ö>&'/\n=%";
    private const string Pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\nggSjAgEAAoIBAQCanary7f3aBBBBBBBBBBBBBB\n-----END PRIVATE KEY-----\n";

    /// <summary>A secret and one of its notations.</summary>
    public static TheoryData<string, string> Forms => new()
    {
        // Lower-case digits in escapes of JSON, of JSON in JSON, and of three deep.
        { "a&b<canary>", @"a\u0026b\u003ccanary\u003e" },
        { "p'w+canary", @"p\u0027w\u002bcanary" },
        { "a&b<canary>", JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(@"a\u0026b\u003ccanary\u003e")) },
        // Lower-case digits in addresses.
        { "canary/a+b=", "canary%2fa%2bb%3d" },
        { "canary:ö", "canary%3a%c3%b6" },
        { "canary/a b", "canary%2Fa+b" },
        // Entities in numbers and names.
        { "canary\"q'", "canary&#34;q&apos;" },
        { "canary\"q'", "canary&#x22;q&#x27;" },
        { "canary\"q'", "canary&quot;q&#39;" },
        { "canary/+", "canary&#x2F;&#43;" },
        { "canaryöü", "canary&ouml;&uuml;" },
        // HTML in JSON, an address in HTML.
        { "canary<&>", "canary\\u0026lt;\\u0026amp;\\u0026gt;" },
        { "canary/&x", "canary%2F&#37;26x" },
        // Other ends of lines, and none.
        { "canary line one\r\nanother", "canary line one\nanother" },
        { "canary line one\nanother", "canary line one\r\nanother" },
        { "canary line one\r\nanother", @"canary line one\nanother" },
        // Blanks that somebody trimmed.
        { "  canary-in-blanks ", "canary-in-blanks" },
        { "canary-at-the-end\n", "canary-at-the-end" },
        { "\tcanary-tab", "canary-tab" },
        // One line of a key, and a key without its frame.
        { Pem, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw" },
        { Pem, "ggSjAgEAAoIBAQCanary7f3aBBBBBBBBBBBBBB" },
        { Pem.ReplaceLineEndings("\r\n"), "ggSjAgEAAoIBAQCanary7f3aBBBBBBBBBBBBBB" },
        // Values of structured settings, of arrays, and of JSON in JSON.
        { """{"user":"someone","password":"canary-inside","port":8080}""", "canary-inside" },
        { """["first-canary",["second-canary"]]""", "second-canary" },
        { """{"deep":{"list":[{"key":"canary-deep"}]}}""", "canary-deep" },
        { """{"outer":"{\"inner\":\"canary-inner\"}"}""", "canary-inner" },
        { """{"pin":123456789012}""", "123456789012" },
        // base64: padded, unpadded, for addresses, and behind a user's name of any length.
        { "canary?~~~", Convert.ToBase64String("canary?~~~"u8) },
        { "canary?~~~", Convert.ToBase64String("canary?~~~"u8).TrimEnd('=') },
        { "canary?~~~", Convert.ToBase64String("canary?~~~"u8).TrimEnd('=').Replace('+', '-').Replace('/', '_') },
        { "canary?~~~", Convert.ToBase64String("u:canary?~~~"u8) },
        { "canary?~~~", Convert.ToBase64String("us:canary?~~~"u8) },
        { "canary?~~~", Convert.ToBase64String("user:canary?~~~"u8).TrimEnd('=') },
        { "c4n!", Convert.ToBase64String("c4n!"u8) },
        { "c4n!", Convert.ToBase64String("c4n!"u8).TrimEnd('=') },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_secret_is_found_however_it_is_written(string secret, string written)
    {
        var redaction = new Redaction(SecretForms.Parts(secret));
        var inJson = JsonSerializer.Serialize(new { message = $"before {written} after", ok = "fine" });

        Assert.True(redaction.Finds($"x {written} y"));
        // A user's name of three characters stands apart in base64.
        Assert.Matches(@"^before (dXM6)?\*\*\* after$", redaction.Clean($"before {written} after"));
        using var clean = JsonDocument.Parse(redaction.Clean(Encoding.UTF8.GetBytes(inJson)));
        Assert.Equal(redaction.Clean($"before {written} after"), clean.RootElement.GetProperty("message").GetString());
        Assert.Equal("fine", clean.RootElement.GetProperty("ok").GetString());
    }

    [Theory]
    [InlineData("html")]
    [InlineData("attribute")]
    [InlineData("script")]
    [InlineData("link")]
    public void The_echo_of_a_page_shows_nothing(string where)
    {
        var html = string.Concat(Secret.Select(character => char.IsAsciiLetterOrDigit(character) ? character.ToString() : $"&#{(int)character};"));
        var page = where switch
        {
            "html" => $"<html><body><p>You sent {html} to us.</p></body></html>",
            "attribute" => $"<html><input value='{html}'></html>",
            "script" => $"<html><script>var body = \"{JavaScriptEncoder.Default.Encode(Secret).ToLowerInvariant()}\";</script></html>",
            _ => $"<html><a href=\"/again?body={Uri.EscapeDataString(Secret).ToLowerInvariant()}\">again</a></html>",
        };

        var clean = Encoding.UTF8.GetString(new Redaction(SecretForms.Parts(Secret)).Clean(Encoding.UTF8.GetBytes(page))!);

        Assert.DoesNotContain("c4n", clean, StringComparison.Ordinal);
        Assert.Contains("***", clean, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\\b and %zz and &nosuch; and 100% of R&D")]
    [InlineData("https://x/y?a=1&b=%20&c=%2f")]
    [InlineData("C:\\temp\\new\\report.txt")]
    [InlineData("Y2FuYX")]
    public void Text_with_escapes_and_without_secrets_stays_unchanged(string text)
    {
        var redaction = new Redaction(SecretForms.Parts("canary-secret"));
        var body = JsonSerializer.SerializeToUtf8Bytes(new { message = text });

        Assert.Equal(text, redaction.Clean(text));
        Assert.False(redaction.Finds(text));
        Assert.Null(redaction.Clean(body));
    }

    [Theory]
    [InlineData("{\"a\":\"x\"}", "x")]
    [InlineData("{\"enabled\":\"true\"}", "true")]
    [InlineData("[\"none\"]", "none")]
    [InlineData("{\"port\":8080}", "8080")]
    [InlineData("-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n-----END CERTIFICATE-----", "-----BEGIN CERTIFICATE-----")]
    public void What_is_in_every_answer_is_no_part_of_a_secret(string secret, string text) =>
        Assert.Equal($"It is {text}.", new Redaction(SecretForms.Parts(secret)).Clean($"It is {text}."));

    [Theory]
    [InlineData("currentVersion", "1.18.2")]
    [InlineData("version", "1.18.2-preview.1")]
    [InlineData("id", "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/canary-rg")]
    [InlineData("nextLink", "https://management.azure.com/subscriptions?$skiptoken=canary")]
    [InlineData("nextLink", "/subscriptions?$skiptoken=canary")]
    [InlineData("tenantId", "11111111-2222-3333-4444-555555555555")]
    [InlineData("createdAt", "2026-03-01T12:00:00.1234567Z")]
    [InlineData("code", "ResourceNotFound")]
    public void What_commands_go_by_stays_although_a_protected_value_occurs_in_it(string name, string value)
    {
        var needed = new NeededFields(Services.PublicCloud);
        foreach (var secret in new[] { value, value[..4], value[^4..] })
        {
            var body = $$"""{"{{name}}":"{{value}}","message":"it was {{value}}"}""";
            var clean = new Redaction(SecretForms.Parts(secret)).Clean(Encoding.UTF8.GetBytes(body), needed.Contain);

            using var document = JsonDocument.Parse(clean);
            Assert.Equal(value, document.RootElement.GetProperty(name).GetString());
            Assert.Contains("***", document.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("currentVersion", "canary-secret")]
    [InlineData("id", "canary-secret")]
    [InlineData("nextLink", "https://canary-secret.example/")]
    [InlineData("tenantId", "canary-secret")]
    [InlineData("createdAt", "canary-secret")]
    [InlineData("code", "canary-secret")]
    [InlineData("provisioningState", "canary-secret")]
    public void A_field_in_another_format_than_that_of_Azure_hides_nothing(string name, string value)
    {
        var clean = new Redaction(["canary-secret"]).Clean(Encoding.UTF8.GetBytes($$"""{"{{name}}":"{{value}}"}"""), new NeededFields(Services.PublicCloud).Contain);

        Assert.DoesNotContain("canary", Encoding.UTF8.GetString(clean!), StringComparison.Ordinal);
    }
}
