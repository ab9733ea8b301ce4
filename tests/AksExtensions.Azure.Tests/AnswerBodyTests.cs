using AksExtensions.Azure.Answers;
using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>What a body is, which decides how far it is trusted, and how an error describes it without repeating it.</summary>
public sealed class AnswerBodyTests
{
    [Theory]
    [InlineData("""{"error":{"code":"X","message":"m"}}""", "X", "m")]
    [InlineData("""{"error":{"code":"X"}}""", "X", null)]
    [InlineData("""{"error":{"message":"m"}}""", null, "m")]
    [InlineData("""{"error":{"code":"X","message":null}}""", "X", null)]
    [InlineData("\uFEFF  {\"error\":{\"code\":\"X\",\"message\":\"m\"}}", "X", "m")]
    [InlineData("""{"code":"X","message":"m"}""", "X", "m")]
    public void An_error_has_a_code_or_a_message(string text, string? code, string? message)
    {
        var body = AnswerBody.Of(new FakeResponse(400, text));

        Assert.Equal((BodyKind.Arm, code, message), (body.Kind, body.Error.Code, body.Error.Message));
    }

    [Theory]
    [InlineData("", "HTTP 502 without a body")]
    [InlineData("  \r\n", "HTTP 502 without a body")]
    [InlineData("<html>no</html>", "HTTP 502 with a web page instead of JSON")]
    [InlineData("{\"error\":{\"code\":", "HTTP 502 with JSON that is cut off or broken")]
    [InlineData("[1,", "HTTP 502 with JSON that is cut off or broken")]
    [InlineData("bad gateway", "HTTP 502 with text instead of JSON")]
    [InlineData("""{"error":{}}""", "HTTP 502 with JSON that is not Azure's")]
    [InlineData("""{"error":{"code":42,"message":"m"}}""", "HTTP 502 with JSON that is not Azure's")]
    [InlineData("""{"error":"no"}""", "HTTP 502 with JSON that is not Azure's")]
    [InlineData("""{"code":"X"}""", "HTTP 502 with JSON that is not Azure's")]
    [InlineData("""{"message":"m"}""", "HTTP 502 with JSON that is not Azure's")]
    [InlineData("[]", "HTTP 502 with JSON that is not Azure's")]
    public void Anything_else_is_described_and_not_repeated(string text, string expected)
    {
        var body = AnswerBody.Of(new FakeResponse(502, text));

        Assert.Equal(expected, body.Describe(502));
        Assert.Equal((null, null), (body.Error.Code, body.Error.Message));
    }
}
