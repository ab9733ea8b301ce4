using AksExtensions.Arm;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class AzureCloudTests
{
    [Theory]
    [InlineData("AzureCloud", "https://management.azure.com/", "https://management.core.windows.net/", "https://login.microsoftonline.com/")]
    [InlineData("AzureUSGovernment", "https://management.usgovcloudapi.net/", "https://management.core.usgovcloudapi.net/", "https://login.microsoftonline.us/")]
    [InlineData("AzureChinaCloud", "https://management.chinacloudapi.cn/", "https://management.core.chinacloudapi.cn/", "https://login.chinacloudapi.cn/")]
    public void Each_cloud_has_the_addresses_that_Microsoft_documents(string name, string endpoint, string audience, string authority)
    {
        var cloud = AzureCloud.Find(name.ToUpperInvariant());

        Assert.NotNull(cloud);
        Assert.Equal((name, endpoint, audience, authority), (cloud.Name, cloud.Endpoint.AbsoluteUri, cloud.Audience, cloud.AuthorityHost.AbsoluteUri));
        Assert.Same(cloud, AzureCloud.Find(new Uri(endpoint)));
    }

    [Fact]
    public void The_public_cloud_is_the_first()
    {
        Assert.Equal("AzureCloud", AzureCloud.Public.Name);
        Assert.Equal(3, AzureCloud.All.Count);
    }

    [Fact]
    public void An_unknown_cloud_is_refused()
    {
        Assert.Null(AzureCloud.Find("AzureGermanCloud"));
        Assert.Null(AzureCloud.Find(name: null));
        Assert.Null(AzureCloud.Find(new Uri("https://arm.contoso.example")));
    }
}
