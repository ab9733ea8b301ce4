using System.Net;
using System.Net.Http.Headers;
using AksExtensions.Emulator.Resources;
using Xunit;

namespace AksExtensions.Emulator.Tests;

public sealed class AccessTests
{
    private const string Any = "api-version=2022-04-01";

    [Theory]
    [InlineData(null, "AuthenticationFailed")]
    [InlineData("Bearer wrong", "InvalidAuthenticationToken")]
    [InlineData("Bearer old", "ExpiredAuthenticationToken")]
    public async Task Without_a_valid_token_nothing_is_returned(string? authorization, string code)
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Tokens.Accept("old", arm.Time.GetUtcNow());
        using var http = ArmClient.CreateHttp(arm.Emulator);
        if (authorization is not null)
            http.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(authorization);
        using var response = await http.GetAsync(new Uri("/subscriptions?" + Any, UriKind.Relative), TestContext.Current.CancellationToken);
        var answer = await ArmAnswer.ReadAsync(response);
        answer.IsRefusal(HttpStatusCode.Unauthorized, code);
        Assert.StartsWith("Bearer authorization_uri=", answer.Headers["WWW-Authenticate"]);
        var headers = Assert.Single(arm.Emulator.Requests.Snapshot()).Headers;
        Assert.Equal(authorization is not null, headers.TryGetValue("Authorization", out var worth));
        Assert.NotEqual("Valid", worth);
    }

    [Fact]
    public async Task A_second_token_is_good_until_it_expires()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.Emulator.Tokens.Accept("short", arm.Time.GetUtcNow().AddMinutes(1));
        Assert.Equal(TokenState.Valid, arm.Emulator.Tokens.Check("Bearer short"));
        arm.Pass(61);
        Assert.Equal(TokenState.Expired, arm.Emulator.Tokens.Check("Bearer short"));
        Assert.Equal(TokenState.Valid, arm.Emulator.Tokens.Check("Bearer " + arm.Emulator.AccessToken));
    }

    [Fact]
    public async Task No_other_authority_certifies_it()
    {
        await using var arm = await ArmClient.StartAsync();
        await using var other = await ArmClient.StartAsync();
        using var http = ArmClient.CreateHttp(other.Emulator);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(arm.Emulator.Endpoint, TestContext.Current.CancellationToken));
        Assert.Empty(arm.Emulator.Requests.Snapshot());
    }

    [Fact]
    public async Task The_certificate_is_private_to_its_user_and_deleted_at_stop()
    {
        string file;
        await using (var arm = await ArmClient.StartAsync())
        {
            file = arm.Emulator.CertificateFile;
            Assert.DoesNotContain("PRIVATE KEY", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Every_answer_has_the_ids_of_its_request()
    {
        await using var arm = await ArmClient.StartAsync();
        var answer = await arm.SendAsync(
            HttpMethod.Get,
            "/subscriptions",
            Any,
            null,
            ("x-ms-client-request-id", "mine"),
            ("x-ms-return-client-request-id", "true"),
            ("x-ms-correlation-request-id", "corr"));
        Assert.True(Guid.TryParse(answer.Headers["x-ms-request-id"], out _));
        Assert.Equal("corr", answer.Headers["x-ms-correlation-request-id"]);
        Assert.Equal("mine", answer.Headers["x-ms-client-request-id"]);
        Assert.StartsWith("EASTUS:", answer.Headers["x-ms-routing-request-id"]);
        Assert.DoesNotContain("x-ms-client-request-id", (await arm.GetAsync("/subscriptions", Any)).Headers.Keys);
    }

    [Fact]
    public async Task Locks_forbid_by_their_level()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = ArmClient.Extension(arm.Aks, "flux");
        var body = new { properties = new { extensionType = "microsoft.flux" } };
        arm.State.AddLock(new ResourceLock(arm.Subscription + "/resourceGroups/RG", "keep", "CanNotDelete", "do not"));
        await arm.InstallAsync(path, new { extensionType = "microsoft.flux" });
        var refused = await arm.DeleteAsync(path);
        refused.IsRefusal(HttpStatusCode.Conflict, "ScopeLocked");
        Assert.Contains("cannot perform delete operation because following scope(s) are locked", refused.ErrorMessage);

        arm.State.AddLock(new ResourceLock(arm.Aks, "freeze", "ReadOnly"));
        (await arm.PutAsync(path, body)).IsRefusal(HttpStatusCode.Conflict, "ScopeLocked");
        Assert.Equal(HttpStatusCode.OK, (await arm.GetAsync(path)).Status);

        var locks = await arm.GetAsync(arm.Aks + "/providers/Microsoft.Authorization/locks", "api-version=2020-05-01");
        Assert.Equal(["keep", "freeze"], locks.Names());
        Assert.True(arm.State.RemoveLock(arm.Aks, "freeze"));
        Assert.Equal(HttpStatusCode.Created, (await arm.PutAsync(path, body)).Status);
    }

    [Fact]
    public async Task A_subscription_lists_the_locks_of_all_that_is_in_it()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.AddLock(new ResourceLock(arm.Subscription, "all", "CanNotDelete"));
        arm.State.AddLock(new ResourceLock(arm.Subscription + "/resourceGroups/rg", "group", "ReadOnly", "why"));
        arm.State.AddLock(new ResourceLock(arm.Aks, "cluster", "CanNotDelete"));
        var locks = await arm.GetAsync(arm.Subscription + "/providers/Microsoft.Authorization/locks", "api-version=2020-05-01");
        Assert.Equal(["all", "group", "cluster"], locks.Names());
        Assert.Equal("ReadOnly", locks.At("value/1/properties/level"));
        var inherited = await arm.GetAsync(
            arm.Subscription + "/resourceGroups/rg/providers/Microsoft.Authorization/locks", "api-version=2020-05-01&$filter=atScope()");
        Assert.Equal(["all", "group"], inherited.Names());
        Assert.Equal($"{arm.Subscription}/resourceGroups/rg/providers/Microsoft.Authorization/locks/group", locks.At("value/1/id"));
    }

    [Fact]
    public async Task What_is_denied_is_403_in_the_words_of_ARM()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.Denials = [new Denial("PUT", "/extensions/")];
        var path = ArmClient.Extension(arm.Aks, "flux");
        var refused = await arm.PutAsync(path, new { });
        refused.IsRefusal(HttpStatusCode.Forbidden, "AuthorizationFailed");
        Assert.Contains($"perform action 'Microsoft.KubernetesConfiguration/extensions/write' over scope '{path}'", refused.ErrorMessage);
        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync(path)).Status);
    }

    [Fact]
    public async Task Permissions_are_returned()
    {
        await using var arm = await ArmClient.StartAsync();
        var path = arm.Aks + "/providers/Microsoft.Authorization/permissions";
        Assert.Equal(
            """{"value":[{"actions":["*"],"notActions":[],"dataActions":[],"notDataActions":[]}]}""", (await arm.GetAsync(path, Any)).Text);
        arm.State.Permissions = [new PermissionRule(["*/read"], ["Microsoft.Authorization/*/read"])];
        Assert.Equal("*/read", (await arm.GetAsync(path, Any)).At("value/0/actions/0"));
    }

    [Fact]
    public async Task A_provider_must_be_registered_which_takes_time()
    {
        await using var arm = await ArmClient.StartAsync();
        arm.State.SetProvider("Microsoft.KubernetesConfiguration", "NotRegistered");
        var path = ArmClient.Extension(arm.Aks, "flux");
        var refused = await arm.GetAsync(path);
        refused.IsRefusal(HttpStatusCode.Conflict, "MissingSubscriptionRegistration");
        Assert.Equal("Microsoft.KubernetesConfiguration", refused.At("error/details/0/target"));

        var provider = arm.Subscription + "/providers/microsoft.kubernetesconfiguration";
        Assert.Equal("NotRegistered", (await arm.GetAsync(provider, Any)).At("registrationState"));
        Assert.Equal("Registering", (await arm.PostAsync(provider + "/register", null, Any)).At("registrationState"));
        (await arm.GetAsync(path)).IsRefusal(HttpStatusCode.Conflict, "MissingSubscriptionRegistration");
        arm.Pass();
        Assert.Equal("Registered", (await arm.GetAsync(provider, Any)).At("registrationState"));
        Assert.Equal(HttpStatusCode.NotFound, (await arm.GetAsync(path)).Status);
        (await arm.GetAsync(arm.Subscription + "/providers/Contoso.Nothing", Any))
            .IsRefusal(HttpStatusCode.NotFound, "InvalidResourceNamespace");
    }
}
