using System.Globalization;
using System.Net;
using System.Text.Json;
using Xunit;

namespace AksExtensions.Emulator.Tests;

/// <summary>An answer, read to its end.</summary>
public sealed record ArmAnswer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public JsonElement Properties => Json.GetProperty("properties");

    public string ErrorCode => At("error/code")!;

    public string ErrorMessage => At("error/message")!;

    public string AsyncOperation => Headers["Azure-AsyncOperation"];

    public static async Task<ArmAnswer> ReadAsync(HttpResponseMessage response)
    {
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new ArmAnswer(response.StatusCode, headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The string at a path of names and indexes, such as <c>value/0/name</c>.</summary>
    public string? At(string path)
    {
        var json = Json;
        foreach (var step in path.Split('/'))
            json = int.TryParse(step, CultureInfo.InvariantCulture, out var index) ? json[index] : json.GetProperty(step);
        return json.GetString();
    }

    /// <summary>The names of the items of a page.</summary>
    public IReadOnlyList<string?> Names() => [.. Json.GetProperty("value").EnumerateArray().Select(e => e.GetProperty("name").GetString())];

    public void IsRefusal(HttpStatusCode status, string code)
    {
        Assert.Equal((status, code), (Status, ErrorCode));
    }
}
