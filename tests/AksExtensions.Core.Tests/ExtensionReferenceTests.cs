using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class ExtensionReferenceTests
{
    private static readonly ClusterReference Cluster = ClusterReference.Create("11111111-2222-3333-4444-555555555555", "rg", "aks1");

    [Theory]
    [InlineData("flux")]
    [InlineData("F")]
    [InlineData("0a")]
    [InlineData("a.b-c.")]
    public void A_valid_name_results_in_an_id_and_a_path(string name)
    {
        var extension = new ExtensionReference(Cluster, name);

        Assert.Equal($"{Cluster.Id}/providers/Microsoft.KubernetesConfiguration/extensions/{name}", extension.Id);
        Assert.Equal(extension.Id, extension.Path);
        Assert.Equal(extension.Id, extension.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-a")]
    [InlineData(".a")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%20b")]
    [InlineData("a b")]
    [InlineData("a_b")]
    [InlineData("a*")]
    [InlineData("é")]
    [InlineData("flux\u0660")]
    [InlineData("flux\n")]
    public void A_name_that_no_extension_can_have_is_refused(string name)
    {
        var failure = Assert.Throws<AksExtensionException>(() => new ExtensionReference(Cluster, name));

        Assert.Equal(nameof(Errors.ExtensionNameInvalid), failure.ErrorId);
        Assert.Equal(name, failure.Target);
    }

    [Fact]
    public void A_name_has_253_characters_at_most_and_an_over_long_one_does_not_fill_the_message()
    {
        Assert.Equal(253, new ExtensionReference(Cluster, new string('a', 253)).Name.Length);

        var failure = Assert.Throws<AksExtensionException>(() => ExtensionReference.ValidateName(new string('a', 10_000)));

        Assert.Equal(nameof(Errors.ExtensionNameInvalid), failure.ErrorId);
        Assert.InRange(failure.Message.Length, 1, 300);
        Assert.Contains("10000", failure.Message, StringComparison.Ordinal);
        Assert.Throws<AksExtensionException>(() => ExtensionReference.ValidateName(new string('a', 254)));
    }
}
