// 动态更新消息内容的函数
function updateMessageContent(messageElement, content) {
  messageElement.innerText += content; // 动态追加内容,不换行
  chatDisplay.scrollTop = chatDisplay.scrollHeight; // 自动滚动到底部
}

function fetchServerResponse(userMessage, messageElement) {
  fetch("http://localhost:5000/stream-chat", {
    method: "POST", // 使用 POST 方法发送请求
    headers: {
      "Content-Type": "application/json", // 设置请求头为 JSON 格式
    },
    body: JSON.stringify({ message: userMessage }), // 将用户消息作为请求体发送
  })
    .then((response) => {
      if (!response.ok) {
        throw new Error("服务器错误"); // 如果响应状态不正常,则抛出错误
      }

      const reader = response.body.getReader(); // 获取响应的流读取器
      const decoder = new TextDecoder("utf-8"); // 用于解码字节流为字符串

      // 逐块读取响应流
      function readChunk() {
        return reader.read().then(({ done, value }) => {
          if (done) return; // 如果读取完成,则退出
          const chunk = decoder.decode(value); // 解码当前块
          updateMessageContent(messageElement, chunk); // 更新消息内容
          return readChunk(); // 递归读取下一块
        });
      }

      return readChunk(); // 开始读取流
    })
    .catch((error) => {
      console.error("错误:", error); // 在控制台打印错误信息
      updateMessageContent(messageElement, "无法连接到服务器。请稍后再试。"); // 显示错误提示
    });
}
