using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;
using System.Text;
using System.Threading;

namespace AksExtensionsTests
{
    /// <summary>A host that records its output and answers every question with the same choice.</summary>
    public sealed class RecordingHost : PSHost
    {
        private readonly RecordingUI _ui;

        public RecordingHost(int answer) { _ui = new RecordingUI(answer); }

        public string Text { get { lock (_ui.Written) { return _ui.Written.ToString(); } } }

        public List<string> Questions { get { return _ui.Questions; } }

        /// <summary>Set when a question was asked.</summary>
        public ManualResetEventSlim Asked { get { return _ui.Asked; } }

        /// <summary>Reset it, and no question is answered until it is set again.</summary>
        public ManualResetEventSlim MayAnswer { get { return _ui.MayAnswer; } }

        public override CultureInfo CurrentCulture { get { return CultureInfo.InvariantCulture; } }

        public override CultureInfo CurrentUICulture { get { return CultureInfo.InvariantCulture; } }

        public override Guid InstanceId { get; } = Guid.NewGuid();

        public override string Name { get { return "Recording"; } }

        public override PSHostUserInterface UI { get { return _ui; } }

        public override Version Version { get { return new Version(1, 0); } }

        public override void EnterNestedPrompt() { throw new NotSupportedException(); }

        public override void ExitNestedPrompt() { throw new NotSupportedException(); }

        public override void NotifyBeginApplication() { }

        public override void NotifyEndApplication() { }

        public override void SetShouldExit(int exitCode) { }

        private sealed class RecordingUI : PSHostUserInterface
        {
            private readonly int _answer;

            public RecordingUI(int answer) { _answer = answer; }

            public StringBuilder Written { get; } = new StringBuilder();

            public List<string> Questions { get; } = new List<string>();

            public ManualResetEventSlim Asked { get; } = new ManualResetEventSlim(false);

            public ManualResetEventSlim MayAnswer { get; } = new ManualResetEventSlim(true);

            public override PSHostRawUserInterface RawUI { get { return null; } }

            public override void Write(string value) { lock (Written) { Written.Append(value); } }

            public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) { Write(value); }

            public override void WriteLine(string value) { Write(value + "\n"); }

            public override void WriteErrorLine(string value) { WriteLine("ERROR: " + value); }

            public override void WriteWarningLine(string message) { WriteLine("WARNING: " + message); }

            public override void WriteVerboseLine(string message) { WriteLine("VERBOSE: " + message); }

            public override void WriteDebugLine(string message) { WriteLine("DEBUG: " + message); }

            public override void WriteProgress(long sourceId, ProgressRecord record) { WriteLine("PROGRESS: " + record); }

            public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
            {
                Questions.Add(caption + "\n" + message);
                Asked.Set();
                MayAnswer.Wait();
                // 0 is Yes, 1 is "Yes to all" where there is one; No is the choice with that label.
                for (var i = 0; _answer != 0 && i < choices.Count; i++)
                {
                    if (choices[i].Label.Replace("&", "") == "No") { return i; }
                }

                return 0;
            }

            public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions)
            {
                throw new NotSupportedException("A question for a value: " + message);
            }

            public override string ReadLine() { throw new NotSupportedException(); }

            public override SecureString ReadLineAsSecureString() { throw new NotSupportedException(); }

            public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) { throw new NotSupportedException(); }

            public override PSCredential PromptForCredential(
                string caption, string message, string userName, string targetName, PSCredentialTypes allowed, PSCredentialUIOptions options)
            {
                throw new NotSupportedException();
            }
        }
    }
}
