using Xunit;

namespace AksExtensions.Azure.Tests;

/// <summary>What is compiled before the first request.</summary>
public sealed class RehearsalTests
{
    [Fact]
    public async Task A_rehearsal_reads_its_own_answer_as_an_extension_and_needs_no_network()
    {
        var extension = await Rehearsal.RunAsync();

        Assert.Equal("extension", extension.Name);
        Assert.Equal("1.0.0", extension.Version);
        Assert.Equal("namespace", extension.ReleaseNamespace);
        Assert.Equal("value", extension.ConfigurationSettings["key"]);
        Assert.Empty(extension.AdditionalProperties);
    }
}
