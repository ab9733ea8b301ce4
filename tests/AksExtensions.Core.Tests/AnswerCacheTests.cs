using AksExtensions.Completion;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AksExtensions.Core.Tests;

public sealed class AnswerCacheTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly AnswerCache _answers;
    private int _asked;

    public AnswerCacheTests() => _answers = new(_time);

    public void Dispose() => _answers.Dispose();

    [Fact]
    public async Task An_answer_is_kept_for_a_while()
    {
        Assert.Equal("answer 1", await AskAsync());
        _time.Advance(AnswerCache.AnswerLifetime - TimeSpan.FromSeconds(1));
        Assert.Equal("answer 1", await AskAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("answer 2", await AskAsync());
    }

    [Fact]
    public async Task A_failure_is_null_and_is_kept_too_but_not_as_long()
    {
        Assert.Null(await FailAsync());
        _time.Advance(AnswerCache.FailureLifetime - TimeSpan.FromSeconds(1));
        Assert.Null(await FailAsync());
        Assert.Equal(1, _asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("answer 2", await AskAsync());
    }

    [Fact]
    public async Task Questions_have_answers_of_their_own_and_ignore_case()
    {
        Assert.Equal("answer 1", await AskAsync("one"));
        Assert.Equal("answer 2", await AskAsync("two"));
        Assert.Equal("answer 1", await AskAsync("ONE"));
    }

    [Fact]
    public async Task What_is_under_way_is_not_asked_twice()
    {
        var answer = new TaskCompletionSource<string>();
        var first = WaitAsync(answer);
        var second = WaitAsync(answer);

        answer.SetResult("at last");

        Assert.Equal("at last", await first);
        Assert.Equal("at last", await second);
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_late_answer_is_waited_for_once_and_used_when_it_arrives()
    {
        var answer = new TaskCompletionSource<string>();
        var late = WaitAsync(answer);

        _answers.StopWaiting();

        Assert.Null(await WaitAsync(answer));
        Assert.False(late.IsCompleted);
        answer.SetResult("at last");
        Assert.Equal("at last", await late);
        Assert.Equal("at last", await WaitAsync(answer));
        Assert.Equal(1, _asked);
    }

    [Fact]
    public async Task A_request_does_not_run_forever()
    {
        var endless = await AskEndlesslyAsync();

        _time.Advance(AnswerCache.RequestLimit);

        Assert.Null(await endless);
    }

    [Fact]
    public async Task The_end_of_the_session_ends_what_is_under_way()
    {
        var endless = await AskEndlesslyAsync();

        _answers.Dispose();

        Assert.Null(await endless);
    }

    private Task<string?> AskAsync(string question = "question") =>
        _answers.AskAsync(question, _ => Task.FromResult($"answer {Interlocked.Increment(ref _asked)}"));

    private Task<string?> FailAsync() => _answers.AskAsync<string>("question", _ =>
    {
        Interlocked.Increment(ref _asked);
        throw new InvalidOperationException("Azure is not there.");
    });

    private Task<string?> WaitAsync(TaskCompletionSource<string> answer) => _answers.AskAsync("question", _ =>
    {
        Interlocked.Increment(ref _asked);
        return answer.Task;
    });

    // Sends a request that is never answered, and waits until it is running; the answer is the inner task.
    private async Task<Task<string?>> AskEndlesslyAsync()
    {
        var started = new TaskCompletionSource();
        var answer = _answers.AskAsync("question", async stop =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return "never";
        });
        await started.Task;
        return answer;
    }
}
