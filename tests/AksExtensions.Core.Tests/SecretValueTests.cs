using System.Security;
using System.Text.Json;
using AksExtensions.Settings;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class SecretValueTests
{
    [Fact]
    public void A_secret_is_shown_only_on_request()
    {
        using var secure = new SecureString();
        secure.AppendChar('h');

        foreach (var secret in new[] { new SecretValue("hidden"), new SecretValue(secure) })
        {
            Assert.Equal("***", secret.ToString());
            Assert.Equal("***", $"{secret}");
            Assert.Equal("{}", JsonSerializer.Serialize(secret));
            Assert.StartsWith("h", secret.Reveal(), StringComparison.Ordinal);
            Assert.Empty(typeof(SecretValue).GetProperties());
        }
    }

    [Fact]
    public void Null_is_no_secret()
    {
        Assert.Throws<ArgumentNullException>(() => new SecretValue((string)null!));
        Assert.Throws<ArgumentNullException>(() => new SecretValue((SecureString)null!));
    }

    [Fact]
    public void A_secure_string_can_be_disposed_or_changed_after_it_was_passed()
    {
        using var given = new SecureString();
        given.AppendChar('a');
        var secret = new SecretValue(given);

        given.AppendChar('b');
        Assert.Equal("a", secret.Reveal());
        given.Dispose();
        Assert.Equal("a", secret.Reveal());
    }
}
